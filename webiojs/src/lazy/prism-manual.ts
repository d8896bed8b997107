// Comes before Prism, which otherwise colours the whole page as soon as it is loaded.

Object.assign(window, { Prism: { manual: true } });
