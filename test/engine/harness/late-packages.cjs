// For `node --require`: parts of Pulumi's SDK are loaded when they are first used. It loads them at once, to serialize
// functions, to find their files and to run the CLI; they take two thirds of the start of a provider process, which
// does none of it.
const Module = require("node:module");

const LATE = new Set(["../../typescript-shim", "@npmcli/arborist", "normalize-package-data", "./automation"]);

const load = Module._load;
Module._load = (id, parent, isMain) => {
	if (!LATE.has(id)) return load(id, parent, isMain);
	let loaded;
	const get = (_target, name) => {
		// The compiled `import * as` asks for this one at once.
		if (name === "__esModule") return true;
		loaded ??= load(id, parent, isMain);
		return name === "default" ? loaded : loaded[name];
	};
	return new Proxy({}, { get });
};
