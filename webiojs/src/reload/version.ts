// A page of another version than the server loads itself again, once.

const VERSION_RELOADED = "pywebio-version-reloaded";

/** Whether the page has not loaded itself again for this reason yet. */
export function firstVersionReload(): boolean {
  try {
    if (sessionStorage.getItem(VERSION_RELOADED) !== null) return false;
    sessionStorage.setItem(VERSION_RELOADED, "1");
    return true;
  } catch {
    return false; // Without storage nobody could tell the first time from the others.
  }
}

export function versionFits(): void {
  try {
    sessionStorage.removeItem(VERSION_RELOADED);
  } catch {
    // Then nothing was stored either.
  }
}
