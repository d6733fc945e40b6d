#!/usr/bin/env node
require("../dist/inventory/src/main.js").run(process);
