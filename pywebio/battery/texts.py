"""The texts that the ready-made pieces show, by language; programs may add to them.

The language is that of the page: the one of :func:`pywebio.platform.config`, else the visitor's.
"""

from __future__ import annotations

from ..session import get_current_session

TEXTS: dict[str, dict[str, str]] = {
    "en": {
        "confirm": "Confirm",
        "cancel": "Cancel",
        "submit": "Submit",
        "fill_out": "Please fill out the form below",
        "file_picker": "File Picker",
        "unreadable": "This directory cannot be read.",
        "login": "Login",
        "user_name": "User name",
        "password": "Password",
        "wrong_login": "The user name or the password is wrong.",
    },
    "zh": {
        "confirm": "确定",
        "cancel": "取消",
        "submit": "提交",
        "fill_out": "请填写以下表单",
        "file_picker": "选择文件",
        "unreadable": "无法读取此目录。",
        "login": "登录",
        "user_name": "用户名",
        "password": "密码",
        "wrong_login": "用户名或密码错误。",
    },
    "de": {
        "confirm": "Bestätigen",
        "cancel": "Abbrechen",
        "submit": "Absenden",
        "fill_out": "Bitte füllen Sie das Formular aus",
        "file_picker": "Dateiauswahl",
        "unreadable": "Dieses Verzeichnis kann nicht gelesen werden.",
        "login": "Anmeldung",
        "user_name": "Benutzername",
        "password": "Passwort",
        "wrong_login": "Der Benutzername oder das Passwort ist falsch.",
    },
    "ru": {
        "confirm": "Подтвердить",
        "cancel": "Отмена",
        "submit": "Отправить",
        "fill_out": "Пожалуйста, заполните форму",
        "file_picker": "Выбор файла",
        "unreadable": "Не удалось прочитать этот каталог.",
        "login": "Вход",
        "user_name": "Имя пользователя",
        "password": "Пароль",
        "wrong_login": "Неверное имя пользователя или пароль.",
    },
    "ja": {
        "confirm": "確定",
        "cancel": "キャンセル",
        "submit": "送信",
        "fill_out": "以下のフォームに入力してください",
        "file_picker": "ファイルの選択",
        "unreadable": "このフォルダーを読み取れません。",
        "login": "ログイン",
        "user_name": "ユーザー名",
        "password": "パスワード",
        "wrong_login": "ユーザー名またはパスワードが正しくありません。",
    },
    "fr": {
        "confirm": "Confirmer",
        "cancel": "Annuler",
        "submit": "Envoyer",
        "fill_out": "Veuillez remplir le formulaire ci-dessous",
        "file_picker": "Choix d’un fichier",
        "unreadable": "Ce dossier ne peut pas être lu.",
        "login": "Connexion",
        "user_name": "Nom d’utilisateur",
        "password": "Mot de passe",
        "wrong_login": "Le nom d’utilisateur ou le mot de passe est incorrect.",
    },
    "es": {
        "confirm": "Confirmar",
        "cancel": "Cancelar",
        "submit": "Enviar",
        "fill_out": "Rellene el siguiente formulario",
        "file_picker": "Selección de archivos",
        "unreadable": "No se puede leer esta carpeta.",
        "login": "Inicio de sesión",
        "user_name": "Nombre de usuario",
        "password": "Contraseña",
        "wrong_login": "El nombre de usuario o la contraseña no son correctos.",
    },
    "fa": {
        "confirm": "تأیید",
        "cancel": "لغو",
        "submit": "ارسال",
        "fill_out": "لطفاً فرم زیر را پر کنید",
        "file_picker": "انتخاب فایل",
        "unreadable": "این پوشه خوانده نمی‌شود.",
        "login": "ورود",
        "user_name": "نام کاربری",
        "password": "گذرواژه",
        "wrong_login": "نام کاربری یا گذرواژه نادرست است.",
    },
    "uz": {
        "confirm": "Tasdiqlash",
        "cancel": "Bekor qilish",
        "submit": "Yuborish",
        "fill_out": "Iltimos, quyidagi shaklni to‘ldiring",
        "file_picker": "Fayl tanlash",
        "unreadable": "Bu jildni o‘qib bo‘lmadi.",
        "login": "Kirish",
        "user_name": "Foydalanuvchi nomi",
        "password": "Parol",
        "wrong_login": "Foydalanuvchi nomi yoki parol noto‘g‘ri.",
    },
    "kk": {
        "confirm": "Растау",
        "cancel": "Бас тарту",
        "submit": "Жіберу",
        "fill_out": "Төмендегі пішінді толтырыңыз",
        "file_picker": "Файлды таңдау",
        "unreadable": "Бұл қалтаны оқу мүмкін емес.",
        "login": "Кіру",
        "user_name": "Пайдаланушы аты",
        "password": "Құпиясөз",
        "wrong_login": "Пайдаланушы аты немесе құпиясөз қате.",
    },
}
"""Texts by language and name. ``TEXTS["pt"] = {"login": "Entrar"}`` adds some."""


def t(name: str) -> str:
    """A text in the language of the page; in English where that one lacks it."""
    info = get_current_session().info
    tag = str(info.get("page_language") or info.get("user_language") or "en").lower()
    for language in (tag, tag.partition("-")[0]):
        if text := TEXTS.get(language, {}).get(name):
            return text
    return TEXTS["en"][name]


def in_language(given: str, name: str) -> str:
    """A text that the program gave, or the built-in one if it left the English default."""
    return t(name) if given == TEXTS["en"][name] else given
