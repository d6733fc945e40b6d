// The program of a recorded history: it registers what program.json declares.
const { readFileSync } = require("node:fs");
const pulumi = require("@pulumi/pulumi");

const PROVIDER = 'exports.handler=()=>require(process.cwd()+"/provider.cjs")';

class Thing extends pulumi.CustomResource {
	constructor(name, inputs, options) {
		const props = { ...inputs, out: undefined, __provider: PROVIDER };
		super("pulumi-nodejs:dynamic/test:Thing", name, props, options);
	}
}

const things = {};
for (const { name, inputs, reads, dependsOn, alias, options } of JSON.parse(
	readFileSync("program.json", "utf8"),
)) {
	const read = Object.entries(reads).map(([property, { from, of }]) => [property, things[from][of]]);
	things[name] = new Thing(
		name,
		{ ...inputs, ...Object.fromEntries(read) },
		{
			...options,
			dependsOn: dependsOn.map((other) => things[other]),
			aliases: alias === undefined ? [] : [{ name: alias }],
		},
	);
}
