// For `node --require`: TypeScript is loaded when it is first used. The SDK loads it at once, to serialize functions,
// also into the provider process, which never does that, and where it takes half of the start.
const Module = require("node:module");

const load = Module._load;
Module._load = (id, parent, isMain) => {
	if (id !== "../../typescript-shim") return load(id, parent, isMain);
	let typescript;
	const get = (_target, name) => {
		typescript ??= load(id, parent, isMain);
		return typescript[name];
	};
	return new Proxy({}, { get });
};
