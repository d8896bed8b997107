// jQuery as a global: Bootstrap's scripts look for it when they are evaluated.

import "./jquery-names";
import jQuery from "jquery";

Object.assign(window, { $: jQuery, jQuery });

export default jQuery;
