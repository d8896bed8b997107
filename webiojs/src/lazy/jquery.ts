// jQuery as a global.

import "./jquery-names";
import jQuery from "jquery";

Object.assign(window, { $: jQuery, jQuery });
