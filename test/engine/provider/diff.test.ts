import { expect } from "chai";
import type { Difference, Made } from "../harness/provider-process";
import { failureOf } from "../harness/provider-process";
import type { Properties } from "../harness/rpc";
import { useProvider } from "../harness/use-provider";
import { CREDENTIALS } from "../harness/world";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const PROJECT_TOKEN = {
	project: "grp/proj",
	name: "pull",
	scopes: ["read_repository", "read_registry"],
	username: "robot",
	expiresAt: "2099-01-01",
};
const GROUP_TOKEN = { group: "grp/sub", name: "mirror", scopes: ["read_repository"] };

const NONE: Difference = { changes: "none", replaces: [], deleteBeforeReplace: false };
const UPDATE: Difference = { ...NONE, changes: "some" };
const replace = (...replaces: string[]): Difference => ({ ...UPDATE, replaces });

type Row = readonly [title: string, declared: Properties, difference: Difference];

const OF_PROJECT_TOKEN: readonly Row[] = [
	["nothing", {}, NONE],
	["the order of scopes", { scopes: ["read_registry", "read_repository"] }, NONE],
	["a scope twice", { scopes: ["read_repository", "read_registry", "read_repository"] }, NONE],
	["the expiry as an instant", { expiresAt: "2099-01-01T00:00:00Z" }, NONE],
	["the expiry with milliseconds", { expiresAt: "2099-01-01T00:00:00.000Z" }, NONE],
	["the expiry in another time zone", { expiresAt: "2099-01-01T05:30:00+05:30" }, NONE],
	["the project's ID instead of its path", { project: 5 }, UPDATE],
	["the same ID as text", { project: "5" }, UPDATE],
	["the path in capitals", { project: "GRP/Proj" }, UPDATE],
	["the path before the project moved", { project: "grp/before" }, UPDATE],
	["another connection to the same GitLab", { connection: "same" }, UPDATE],
	["a connection that is not known yet", { connection: UNKNOWN }, UPDATE],
	["another project's path", { project: "grp/other" }, replace("project")],
	["another project's ID", { project: 6 }, replace("project")],
	["a project that is not known yet", { project: UNKNOWN }, replace("project")],
	["a group instead of the project", { project: undefined, group: 5 }, replace("project", "group")],
	["a group that is not known yet", { project: undefined, group: UNKNOWN }, replace("project", "group")],
	["the name", { name: "push" }, replace("name")],
	["the name's case", { name: "Pull" }, replace("name")],
	["a name that is not known yet", { name: UNKNOWN }, replace("name")],
	["an added scope", { scopes: [...PROJECT_TOKEN.scopes, "write_registry"] }, replace("scopes")],
	["a removed scope", { scopes: ["read_registry"] }, replace("scopes")],
	["scopes that are not known yet", { scopes: UNKNOWN }, replace("scopes")],
	["one scope that is not known yet", { scopes: ["read_registry", UNKNOWN] }, replace("scopes")],
	["the username", { username: "robot2" }, replace("username")],
	["no username", { username: undefined }, replace("username")],
	["a username that is not known yet", { username: UNKNOWN }, replace("username")],
	["the expiry", { expiresAt: "2099-01-02" }, replace("expiresAt")],
	["the expiry by a millisecond", { expiresAt: "2099-01-01T00:00:00.001Z" }, replace("expiresAt")],
	["no expiry", { expiresAt: undefined }, replace("expiresAt")],
	["an expiry that is not known yet", { expiresAt: UNKNOWN }, replace("expiresAt")],
	["the owner's notation and the name", { project: 5, name: "push" }, replace("name")],
	[
		"everything",
		{ project: 6, name: "push", scopes: ["read_registry"], username: "robot2", expiresAt: "2099-01-02" },
		replace("project", "name", "scopes", "username", "expiresAt"),
	],
];

const OF_GROUP_TOKEN: readonly Row[] = [
	["nothing", {}, NONE],
	["the group's ID", { group: 8 }, UPDATE],
	["another group", { group: "grp" }, replace("group")],
	["GitLab's default username, spelt out", { username: "gitlab+deploy-token-2" }, NONE],
	["an own username", { username: "robot" }, replace("username")],
	["an expiry", { expiresAt: "2099-01-01" }, replace("expiresAt")],
];

describe("diff", function () {
	this.timeout(180_000);
	const under = useProvider((gitlab) => ({
		"same:baseUrl": `${gitlab.url}/api/v4/`,
		"same:token": CREDENTIALS.admin,
		"elsewhere:baseUrl": "https://gitlab.example.org",
		"elsewhere:token": CREDENTIALS.admin,
	}));
	const made: { project?: Made; group?: Made } = {};

	before(async () => {
		made.project = await under.provider.make(PROJECT_TOKEN);
		made.group = await under.provider.make(GROUP_TOKEN);
	});

	for (const [title, declared, difference] of OF_PROJECT_TOKEN)
		it(`of a project's token, changed: ${title}`, async () => {
			const found = await under.provider.compare(made.project as Made, { ...PROJECT_TOKEN, ...declared });
			expect(found).to.deep.equal(difference);
		});

	for (const [title, declared, difference] of OF_GROUP_TOKEN)
		it(`of a group's token, changed: ${title}`, async () => {
			const found = await under.provider.compare(made.group as Made, { ...GROUP_TOKEN, ...declared });
			expect(found).to.deep.equal(difference);
		});

	it("fails for a connection to another GitLab, without a request", async () => {
		const { result, requests } = await under.gitlab.during(() =>
			failureOf(under.provider.compare(made.project as Made, { ...PROJECT_TOKEN, connection: "elsewhere" })),
		);
		expect(result.message)
			.to.contain("GITLAB_HOST_CHANGED")
			.and.contain("https://gitlab.example.org")
			.and.contain("elsewhere:movedFrom");
		expect(requests).to.deep.equal([]);
	});

	it("fails for a project that GitLab does not show, and does not report another one", async () => {
		const { message } = await failureOf(
			under.provider.compare(made.project as Made, { ...PROJECT_TOKEN, project: "grp/typo" }),
		);
		expect(message).to.contain("GITLAB_OWNER_NOT_VISIBLE").and.contain("grp%2Ftypo");
	});

	it("compares the declaration before it sends a request", async () => {
		const gone = { ...PROJECT_TOKEN, name: "push", project: 5 };
		const { requests } = await under.gitlab.during(() => under.provider.compare(made.project as Made, gone));
		expect(requests).to.deep.equal([]);
	});

	it("never sends an unknown value to GitLab", async () => {
		for (const { path } of await under.gitlab.requests()) expect(path).to.not.contain(UNKNOWN);
	});
});
