// The engine's own cost: resources whose provider does nothing. Made as this package makes its resources, with
// a constant text that requires the provider, so that no closure is serialised.
const { CustomResource } = require("@pulumi/pulumi");

const { count, changed } = JSON.parse(process.env.BENCH_PROGRAM);

for (let index = 0; index < count; index += 1)
	new CustomResource("pulumi-nodejs:dynamic/bench:NoOp", `no-op-${index}`, {
		value: changed && index === 0 ? "changed" : "as it was",
		__provider: 'exports.handler=()=>require("./provider.js").provider',
	});
