// The provider of a recorded history. Its responses follow from the inputs, from faults.json (by label, the
// method that fails) and from world.json (by id, what has happened to a thing).
const { appendFileSync, readFileSync, statSync } = require("node:fs");

const readJson = (name) => JSON.parse(readFileSync(name, "utf8"));

/** A number that was not given before, in this history. */
function next() {
	appendFileSync("numbers", ".");
	return statSync("numbers").size;
}

function failWhere(method, { label }) {
	if (readJson("faults.json")[label] === method) throw new Error(`${method} fails`);
}

/** Says that a thing was made, and that something went wrong with it. */
function initFailure(id, properties) {
	const reasons = ["half made"];
	const message = `made ${JSON.stringify({ id, properties, reasons })}`;
	return Object.assign(new Error(message), { id, properties, reasons });
}

module.exports = {
	async check(olds, news) {
		const fails = readJson("faults.json")[news.label] === "check";
		// Chosen once and kept, as a provider names what it makes.
		const inputs = { ...news, kept: olds.kept ?? `kept-${next()}` };
		return { inputs, failures: fails ? [{ property: "v", reason: "refused" }] : [] };
	},
	async diff(id, olds, news) {
		failWhere("diff", news);
		const differs = (property) => olds[property] !== news[property];
		const replaces = ["r", "hard"].filter(differs);
		if (news.looks && readJson("world.json")[id]?.gone) replaces.push("looks");
		if (news.vague && replaces.length === 0) return {};
		return {
			changes: replaces.length > 0 || ["v", "soft", "vague", "looks", "first"].some(differs),
			replaces,
			deleteBeforeReplace: news.first,
		};
	},
	async create(inputs) {
		failWhere("create", inputs);
		const number = next();
		const outs = { ...inputs, out: `out-${number}` };
		if (readJson("faults.json")[inputs.label] === "init") throw initFailure(`id-${number}`, outs);
		return { id: `id-${number}`, outs };
	},
	async read(id, props) {
		failWhere("read", props);
		const { gone, v } = readJson("world.json")[id] ?? {};
		if (gone) return {};
		const { out, ...inputs } = props;
		if (v === undefined) return { id, props };
		return { id, props: { ...props, v }, ...(props.looks && { inputs: { ...inputs, v } }) };
	},
	async update(id, olds, news) {
		failWhere("update", news);
		const outs = { ...news, out: news.vague ? `out-${next()}` : olds.out };
		if (readJson("faults.json")[news.label] === "init") throw initFailure(id, outs);
		return { outs };
	},
	async delete(_id, props) {
		failWhere("delete", props);
	},
};
