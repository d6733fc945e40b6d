import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { isGitLabDeployTokenError } from "../../../../../provider/api/errors";
import { parseContents } from "../../../../../provider/model/set/contents";
import type { DeployTokenSetInputs } from "../../../../../provider/model/set/inputs";
import { tokenRecord } from "../../../../../provider/model/set/records";
import { readSetState, setState } from "../../../../../provider/model/set/state";

/** The states of every shape that a release has written, by file; a file's name begins with the version. */
const FOLDER = join(__dirname, "../../fixtures/set-states");

const ID = "deploy_token_sets/0b4c";
const HOST = "https://gitlab.example.com";
const CONTENTS = '{"scopes":["read_registry"],"tokens":{"web":{"id":"p5/41","token":"gldt-x"}}}';
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

	it("is read as it was recorded, without the engine's own text", () => {
		const state = setState(INPUTS, parseContents(CONTENTS), HOST);
		const { id, inputs, host, contents } = readSetState(ID, { ...state, __provider: "exports.handler=…" });
		expect({ id, host }).to.deep.equal({ id: ID, host: HOST });
		expect(setState(inputs, contents, host)).to.deep.equal(state);
	});

	for (const file of readdirSync(FOLDER))
		it(`is read as a release has written it, and would be written so again: ${file}`, () => {
			const { id, outputs } = JSON.parse(readFileSync(join(FOLDER, file), "utf8"));
			const { inputs, contents, host, drifted } = readSetState(id, outputs);
			const { __provider, drift, ...kept } = outputs;
			expect(setState(inputs, contents, host)).to.deep.equal(kept);
			expect(drifted).to.equal(drift !== undefined);
			for (const [key, entry] of contents.tokens)
				expect(
					tokenRecord([key, entry], { setId: id, host, scopes: contents.scopes }).state.tokenId,
				).to.be.greaterThan(0);
		});

	it("is refused where a later release wrote it, with what to do", () => {
		const state = setState(INPUTS, parseContents(CONTENTS), HOST);
		expect(readSetState(ID, { ...state, stateVersion: 1 }).inputs).to.not.have.property("stateVersion");
		expect(() => readSetState(ID, { ...state, stateVersion: 2 }))
			.to.throw(/deploy_token_sets\/0b4c.*a later release of pulumi-gitlab-deploy-tokens wrote it/)
			.with.property("hint", "Install that release, or a later one.");
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
		it(`is refused as malformed: ${what}`, () => {
			let error: unknown;
			try {
				readSetState(ID, props);
			} catch (thrown) {
				error = thrown;
			}
			expect(isGitLabDeployTokenError(error, "DEPLOY_TOKEN_STATE_UNREADABLE")).to.equal(true);
			expect(error).to.include({ hint: "Restore the stack's state from a backup." });
			expect(String(error)).to.match(/deploy token set.* cannot be read\.$/);
			expect(String(error)).to.not.contain("gldt-");
		});
});
