import { expect } from "chai";
import { writes } from "../harness/gitlab";
import { failureOf, type Made, ProviderProcess } from "../harness/provider-process";
import type { Properties } from "../harness/rpc";
import { useProvider } from "../harness/use-provider";
import { CREDENTIALS, type CredentialName } from "../harness/world";

const OF_PROJECT = { project: "grp/proj", name: "pull", scopes: ["read_registry"] };
const OF_PROJECT_5 = { ...OF_PROJECT, project: 5 };
const OF_GROUP = { group: "grp", name: "mirror", scopes: ["read_repository"] };

/** What is special about a credential; the connection of the same name uses it. */
const KINDS: Readonly<Record<CredentialName, string>> = {
	admin: "of an administrator",
	maintainer: "of the group's maintainer",
	developer: "of the group's developer",
	stranger: "of a stranger to the group",
	reader: "with the scope read_api only",
	expired: "that has expired",
	revoked: "that was revoked",
	wrong: "that GitLab does not recognise",
};

type Refused = readonly [
	connection: CredentialName,
	title: string,
	declared: Properties,
	code: string,
	says: RegExp,
];

const CREATE_REFUSED: readonly Refused[] = [
	[
		"wrong",
		"for a project",
		OF_PROJECT,
		"GITLAB_UNAUTHORIZED",
		/WRONG_TOKEN.*wrong:token.*wrong, expired or revoked/s,
	],
	["wrong", "for project 5", OF_PROJECT_5, "GITLAB_UNAUTHORIZED", /401 Unauthorized.*WRONG_TOKEN/s],
	["expired", "for a project", OF_PROJECT, "GITLAB_UNAUTHORIZED", /Token is expired/],
	["expired", "for a group", OF_GROUP, "GITLAB_UNAUTHORIZED", /Token is expired/],
	["revoked", "for a project", OF_PROJECT, "GITLAB_UNAUTHORIZED", /Token was revoked/],
	["reader", "for a project", OF_PROJECT, "GITLAB_FORBIDDEN", /insufficient_scope.*scope `api`/s],
	["reader", "for a group", OF_GROUP, "GITLAB_FORBIDDEN", /insufficient_scope.*scope `api`/s],
	[
		"developer",
		"for a project",
		OF_PROJECT,
		"GITLAB_FORBIDDEN",
		/project grp\/proj.*Maintainer on the project/s,
	],
	["developer", "for a group", OF_GROUP, "GITLAB_FORBIDDEN", /group grp.*the role Owner in the group/s],
	["maintainer", "for a group", OF_GROUP, "GITLAB_FORBIDDEN", /group grp.*the role Owner in the group/s],
	["stranger", "for a project", OF_PROJECT, "GITLAB_OWNER_NOT_VISIBLE", /project grp\/proj.*cannot see it/s],
	["stranger", "for project 5", OF_PROJECT_5, "GITLAB_OWNER_NOT_VISIBLE", /project 5.*cannot see it/s],
	["stranger", "for a group", OF_GROUP, "GITLAB_OWNER_NOT_VISIBLE", /group grp.*cannot see it/s],
];

/** What looking at a project's token, and deleting it, ends with. */
const LOOK_REFUSED: readonly (readonly [CredentialName, code: string, says: RegExp])[] = [
	["wrong", "GITLAB_UNAUTHORIZED", /WRONG_TOKEN/],
	["expired", "GITLAB_UNAUTHORIZED", /Token is expired/],
	["revoked", "GITLAB_UNAUTHORIZED", /Token was revoked/],
	[
		"developer",
		"GITLAB_FORBIDDEN",
		/of project grp\/proj \(ID 5\) cannot be read as user "developer".*the role Maintainer on the project/s,
	],
	[
		"stranger",
		"GITLAB_OWNER_NOT_VISIBLE",
		/not visible to user "stranger".*deleted, or the access to it was lost/,
	],
];

describe("a credential", function () {
	this.timeout(180_000);
	const under = useProvider((gitlab) => {
		const config: Record<string, string> = { "none:baseUrl": gitlab.url };
		for (const [name, token] of Object.entries(CREDENTIALS)) {
			config[`${name}:baseUrl`] = gitlab.url;
			config[`${name}:token`] = token;
		}
		return config;
	});
	const made = async (connection: string): Promise<Made> => {
		const { id, properties } = await under.provider.make(OF_PROJECT);
		return { id, properties: { ...properties, connection } };
	};

	for (const [connection, title, declared, code, says] of CREATE_REFUSED)
		it(`${KINDS[connection]} creates no token ${title}, and reports why`, async () => {
			const before = await under.gitlab.tokens();
			const { message, initFailure } = await failureOf(under.provider.make({ ...declared, connection }));
			expect(message).to.contain(`[${code}]`).and.match(says);
			expect(message).to.contain(`"${declared.name}"`).and.contain("was not created");
			expect(initFailure).to.equal(undefined);
			expect(await under.gitlab.tokens()).to.deep.equal(before);
		});

	for (const [connection, declared] of [
		["maintainer", OF_PROJECT],
		["admin", OF_GROUP],
	] as const)
		it(`${KINDS[connection]} creates, reads and deletes a token of ${Object.values(declared)[0]}`, async () => {
			const token = await under.provider.make({ ...declared, connection });
			expect((await under.provider.read(token)).id).to.equal(token.id);
			await under.provider.delete(token);
		});

	for (const [connection, code, says] of LOOK_REFUSED)
		it(`${KINDS[connection]} fails diff, read and delete, and changes nothing`, async () => {
			const token = await made(connection);
			const before = await under.gitlab.tokens();
			const { result: messages, requests } = await under.gitlab.during(async () => [
				await failureOf(under.provider.compare(token, { ...OF_PROJECT, connection })),
				await failureOf(under.provider.read(token)),
				await failureOf(under.provider.delete(token)),
			]);
			for (const { message } of messages) expect(message).to.contain(`[${code}]`).and.match(says);
			expect(writes(requests)).to.deep.equal([]);
			expect(await under.gitlab.tokens()).to.deep.equal(before);
		});

	it("with the scope read_api only can read, and cannot delete", async () => {
		const token = await made("reader");
		expect((await under.provider.compare(token, { ...OF_PROJECT, connection: "reader" })).changes).to.equal(
			"none",
		);
		expect((await under.provider.read(token)).id).to.equal(token.id);
		const { message } = await failureOf(under.provider.delete(token));
		expect(message).to.match(/was not deleted.*insufficient_scope.*\[GITLAB_FORBIDDEN\]/s);
		expect(await under.gitlab.tokenIds()).to.include(token.properties.tokenId);
	});

	it("that is missing creates no token, and the error names both places to set it", async () => {
		const { result, requests } = await under.gitlab.during(() =>
			failureOf(under.provider.make({ ...OF_PROJECT, connection: "none" })),
		);
		expect(result.message).to.match(/NONE_TOKEN.*none:token.*scope `api`.*\[GITLAB_CREDENTIAL_MISSING\]/s);
		expect(requests).to.deep.equal([]);
	});

	it("that is missing makes diff warn once, and fails read and delete", async () => {
		const tokens = [await made("none"), await made("none")];
		// A process that knows no other connection to the same GitLab.
		const provider = await ProviderProcess.start(under.gitlab, { "none:baseUrl": under.gitlab.url });
		try {
			for (const token of tokens) {
				const { changes } = await provider.compare(token, { ...OF_PROJECT, connection: "none" });
				expect(changes).to.equal("none");
			}
			expect(provider.printed.match(/warning: no credential is configured/g)).to.have.length(1);
			for (const token of tokens) {
				expect((await failureOf(provider.read(token))).message).to.contain("GITLAB_CREDENTIAL_MISSING");
				expect((await failureOf(provider.delete(token))).message).to.contain("GITLAB_CREDENTIAL_MISSING");
			}
		} finally {
			await provider.stop();
		}
	});
});
