import { expect } from "chai";
import { holdsTrace } from "../../engine/harness/trace";

const PREFIX = "    pulumi:pulumi:Stack (trial-dev):\n";

/** As engine 3.274.1 and SDK 3.248 printed it in a preview that had failed. */
const ENGINE_HAS_ENDED = `${PREFIX}    failed to deliver log message.
    error: Error: Channel has been shut down
    original message: Error: 14 UNAVAILABLE: resource monitor shut down while waiting on output step's done channel
        at callErrorFromStatus (/p/node_modules/@grpc/grpc-js/src/call.ts:84:17)
        at processTicksAndRejections (node:internal/process/task_queues:77:11)
    for call at
        at ServiceClientImpl.registerResourceOutputs (/p/node_modules/@grpc/grpc-js/src/make-client.ts:189:15)
        at /p/node_modules/@pulumi/runtime/resource.ts:1303:37
        at new Promise (<anonymous>)
    message severity: error
`;

describe("the search for stack traces", () => {
	it("finds one of this package", () => {
		expect(
			holdsTrace(`${PREFIX}    at check (/p/node_modules/pulumi-gitlab-deploy-tokens/dist/x.js:1:2)`),
		).to.equal(true);
	});

	it("ignores the SDK's report that the engine has ended", () => {
		expect(holdsTrace(ENGINE_HAS_ENDED)).to.equal(false);
	});

	it("finds one of this package inside and beside that report", () => {
		const ours = "        at read (/p/node_modules/pulumi-gitlab-deploy-tokens/dist/x.js:1:2)\n";
		expect(holdsTrace(ENGINE_HAS_ENDED.replace("    for call at\n", ours))).to.equal(true);
		expect(holdsTrace(ENGINE_HAS_ENDED + ours)).to.equal(true);
	});

	it("finds the SDK's frames outside of that report", () => {
		expect(holdsTrace(`${PREFIX}        at /p/node_modules/@pulumi/runtime/resource.ts:1303:37\n`)).to.equal(
			true,
		);
	});
});
