import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { isGitLabDeployTokenError } from "../../../../../provider/api/errors";
import type { DeployTokenInputs } from "../../../../../provider/model/token/inputs";
import { readState } from "../../../../../provider/model/token/read-state";
import {
	adoptedState,
	createdState,
	inputsOf,
	observedState,
	updatedState,
} from "../../../../../provider/model/token/state";
import { type UpgradeStep, upgradeState } from "../../../../../provider/model/token/state-upgrade";
import { itHolds } from "../../../../support/it-holds";

/** The states of every shape that a release has written, by file; a file's name begins with the version. */
const FOLDER = join(__dirname, "../../fixtures/states");

interface Fixture {
	readonly id: string;
	readonly outputs: Readonly<Record<string, unknown>>;
}

const FIXTURES = readdirSync(FOLDER)
	.sort()
	.map((file) => ({ file, ...(JSON.parse(readFileSync(join(FOLDER, file), "utf8")) as Fixture) }));

const OWNER = ["project", "group"];
const OPTIONAL = [
	"usernameIsDefault",
	"expiresAt",
	"expiresIn",
	"rotateBefore",
	"connection",
	"token",
	"createdAt",
];

function withoutProvider({ __provider, ...outputs }: Fixture["outputs"]): Record<string, unknown> {
	return outputs;
}

function failureOf(read: () => unknown): { code: string; message: string; hint: string } {
	try {
		read();
	} catch (error) {
		if (isGitLabDeployTokenError(error)) return error;
	}
	throw new Error("it was read");
}

describe("states of every release", () => {
	for (const { file, id, outputs } of FIXTURES)
		describe(file, () => {
			it("are read as recorded", () => {
				const { id: read, state } = readState(id, outputs);
				expect(state).to.deep.equal(withoutProvider(outputs));
				expect(id.endsWith(`/deploy_tokens/${read.tokenId}`)).to.equal(true);
			});

			it("give inputs without undefined values in a refresh", () => {
				const inputs = inputsOf(readState(id, outputs).state);
				expect(inputs).to.include({ name: outputs.name, status: outputs.status });
				expect(Object.values(inputs)).to.not.include(undefined);
				expect(inputs).to.not.have.any.keys("token", "tokenId", "host", "createdAt", "adopt");
			});

			for (const key of Object.keys(withoutProvider(outputs)).filter((name) => !OWNER.includes(name)))
				if (OPTIONAL.includes(key))
					it(`are read without ${key}`, () => {
						const { [key]: _, ...rest } = outputs;
						expect(readState(id, rest).state).to.deep.equal(withoutProvider(rest));
					});
				else
					it(`are refused without ${key}, by that name and without a secret`, () => {
						const { [key]: _, ...rest } = outputs;
						const { code, message, hint } = failureOf(() => readState(id, rest));
						expect(code).to.equal("DEPLOY_TOKEN_STATE_UNREADABLE");
						expect(message).to.contain(`\`${key}\``).and.contain(id);
						expect(hint).to.contain("backup");
						expect(message + hint).to.not.contain("gldt-");
					});
		});

	it("include every set of keys that this release writes", () => {
		const known = FIXTURES.map(({ outputs }) => Object.keys(withoutProvider(outputs)).sort().join());
		const written = shapesOfThisRelease().map((state) => Object.keys(state).sort().join());
		expect(known).to.include.members(written);
	});

	it("name no version, to keep states small", () => {
		for (const state of shapesOfThisRelease()) expect(state).to.not.have.property("stateVersion");
	});
});

/** A state of each way to get one. */
function shapesOfThisRelease(): object[] {
	const bare: DeployTokenInputs = { project: 5, name: "ci", scopes: ["read_registry"], status: "active" };
	const inputs: DeployTokenInputs = { ...bare, username: "robot" };
	const every = { expiresIn: "90d", rotateBefore: "30d", connection: "second" };
	const wire = {
		id: 1,
		name: "ci",
		username: "robot",
		scopes: ["read_registry"],
		expires_at: "2031-05-30T12:00:00.000Z",
		revoked: false,
		expired: false,
	};
	const at = { host: "https://gitlab.example.com", nowMs: 0, expiresAt: undefined };
	const { project: _, ...ofGroup } = { ...inputs, ...every };
	const created = { id: 1, token: "gldt-x", username: "robot", expires_at: null };
	const made = createdState(inputs, created, at);
	const full = createdState({ ...ofGroup, group: 7 }, { ...created, expires_at: wire.expires_at }, at);
	const byGitLab = { ...created, username: "deploy-token-1@gitlab" };
	const { username: __, ...unnamed } = ofGroup;
	return [
		made,
		full,
		createdState(bare, byGitLab, at),
		createdState({ ...unnamed, group: 7 }, { ...byGitLab, expires_at: wire.expires_at }, at),
		createdState({ ...inputs, expiresAt: wire.expires_at }, { ...created, expires_at: wire.expires_at }, at),
		adoptedState(inputs, { ...wire, expires_at: null }, at),
		observedState(made, { ...wire, expires_at: null, revoked: true }, 0),
		updatedState(full, { ...ofGroup, group: 7 }, at.host),
	];
}

describe("readState", () => {
	const { id, outputs } = FIXTURES[0] as Fixture;

	it("reads a state without a version as version 1", () => {
		expect(readState(id, { ...outputs, stateVersion: 1 }).state).to.deep.equal(readState(id, outputs).state);
	});

	it("refuses a state of a later release, and says what to do", () => {
		const { code, message, hint } = failureOf(() => readState(id, { ...outputs, stateVersion: 2 }));
		expect(code).to.equal("DEPLOY_TOKEN_STATE_UNREADABLE");
		expect(message).to.contain("a later release of pulumi-gitlab-deploy-tokens wrote it");
		expect(hint).to.equal("Install that release, or a later one.");
	});

	for (const version of [0, -1, 1.5, "1", null, {}])
		it(`refuses the version ${JSON.stringify(version)}`, () => {
			const { message, hint } = failureOf(() => readState(id, { ...outputs, stateVersion: version }));
			expect(message).to.contain("`stateVersion` is malformed");
			expect(hint).to.contain("backup");
		});

	for (const wrong of [
		"",
		"5:1",
		"projects/5",
		"projects/grp%2Fproj/deploy_tokens/1",
		"users/5/deploy_tokens/1",
	])
		it(`refuses the id ${JSON.stringify(wrong)}`, () => {
			expect(failureOf(() => readState(wrong, outputs)).message).to.contain("projects/<number>");
		});

	it("refuses a token ID that differs from the one in the resource ID", () => {
		const { message } = failureOf(() => readState(id, { ...outputs, tokenId: 999 }));
		expect(message).to.contain("`tokenId` is not the token in its ID");
	});

	for (const nothing of [undefined, null, "text", 5, []])
		it(`refuses ${JSON.stringify(nothing) ?? "nothing"} as a state`, () => {
			expect(failureOf(() => readState(id, nothing)).code).to.equal("DEPLOY_TOKEN_STATE_UNREADABLE");
		});
});

describe("upgradeState", () => {
	/** Steps as later releases might add them: each notes that it ran. */
	const steps: UpgradeStep[] = [2, 3, 4].map((to) => (state) => ({
		...state,
		ran: [...((state.ran as number[] | undefined) ?? []), to],
	}));

	it("runs the steps after a state's version, in order", () => {
		expect(upgradeState({ a: 1 }, steps)).to.deep.equal({ value: { a: 1, ran: [2, 3, 4] } });
		expect(upgradeState({ a: 1, stateVersion: 3 }, steps)).to.deep.equal({ value: { a: 1, ran: [4] } });
		expect(upgradeState({ a: 1, stateVersion: 4 }, steps)).to.deep.equal({ value: { a: 1 } });
	});

	it("refuses a version newer than the last step, and names the versions that it knows", () => {
		const upgraded = upgradeState({ stateVersion: 5 }, steps);
		expect(upgraded).to.have.property("reason").that.contains("version 5").and.contains("up to 4");
	});

	itHolds("does not modify its argument", fc.dictionary(fc.string(), fc.jsonValue()), (properties) => {
		const before = structuredClone(properties);
		upgradeState(properties, steps);
		expect(properties).to.deep.equal(before);
	});

	itHolds(
		"does not change a state of this release",
		fc.dictionary(fc.string(), fc.jsonValue()),
		({ stateVersion: _, ...properties }) => {
			expect(upgradeState(properties)).to.deep.equal({ value: properties });
		},
	);
});
