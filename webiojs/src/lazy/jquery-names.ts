// Comes before jQuery, which looks for an older `$`: the page's getters (see globals.ts) go first.

for (const name of ["$", "jQuery"]) {
  if (Object.getOwnPropertyDescriptor(window, name)?.get !== undefined) {
    Reflect.deleteProperty(window, name);
  }
}
