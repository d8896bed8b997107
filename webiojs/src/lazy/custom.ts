// Widgets of the program's own come with what fills their templates.

export { custom as widget } from "../widgets/custom";
