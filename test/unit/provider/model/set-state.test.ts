import { expect } from "chai";
import { isGitLabDeployTokenError } from "../../../../provider/api/errors";
import { parseContents } from "../../../../provider/model/set-contents";
import type { DeployTokenSetInputs } from "../../../../provider/model/set-inputs";
import { readSetState, setState } from "../../../../provider/model/set-state";

const ID = "deploy_token_sets/0b4c";
const HOST = "https://gitlab.example.com";
const CONTENTS =
	'{"scopes":["read_registry"],"tokens":{"web":{"id":"projects/5/deploy_tokens/41","token":"gldt-x"}}}';
const INPUTS: DeployTokenSetInputs = {
	tokens: '{"web":{"project":5}}',
	scopes: ["read_registry"],
	overlap: "2h",
	drift: { web: "revoked" },
};

describe("the state of a set", () => {
	it("holds the inputs but `drift`, the host, and everything else as one text", () => {
		const { drift, ...inputs } = INPUTS;
		const state = setState(INPUTS, parseContents(CONTENTS), HOST);
		expect(state).to.deep.equal({ ...inputs, host: HOST, contents: CONTENTS });
		expect(drift).to.deep.equal({ web: "revoked" });
	});

	it("comes back as it was recorded, without the engine's own text", () => {
		const state = setState(INPUTS, parseContents(CONTENTS), HOST);
		const { id, inputs, host, contents } = readSetState(ID, { ...state, __provider: "exports.handler=…" });
		expect({ id, host }).to.deep.equal({ id: ID, host: HOST });
		expect(setState(inputs, contents, host)).to.deep.equal(state);
	});

	for (const [what, props] of [
		["nothing", undefined],
		["null", null],
		["no object", "text"],
		["without tokens", { host: HOST, contents: CONTENTS }],
		["without a host", { tokens: "{}", contents: CONTENTS }],
		["without contents", { tokens: "{}", host: HOST }],
		["with contents of another make", { tokens: "{}", host: HOST, contents: '{"token":"gldt-x"}' }],
	] as const)
		it(`is none of ours: ${what}`, () => {
			let error: unknown;
			try {
				readSetState(ID, props);
			} catch (thrown) {
				error = thrown;
			}
			expect(isGitLabDeployTokenError(error, "DEPLOY_TOKEN_STATE_UNREADABLE")).to.equal(true);
			expect(String(error)).to.not.contain("gldt-");
		});
});
