import { expect } from "chai";
import type { Properties } from "../harness/rpc";
import { useProvider } from "../harness/use-provider";
import { CREDENTIALS } from "../harness/world";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const GOOD = { project: "grp/proj", name: "pull", scopes: ["read_registry"] };

/** Declared in addition to or instead of {@link GOOD}, and the reasons for the refusal, by property. */
type Refused = readonly [title: string, declared: Properties, reasons: Readonly<Record<string, RegExp>>];

const REFUSED: readonly Refused[] = [
	["no owner", { project: undefined }, { project: /missing.*`project` or `group`/ }],
	["two owners", { group: "grp" }, { group: /exactly one/ }],
	["a project's bare name", { project: "proj" }, { project: /"proj" is only a project's name.*full path/ }],
	["an empty project", { project: "" }, { project: /empty/ }],
	[
		"a project that is an address",
		{ project: "https://gitlab.example.com/grp/proj" },
		{ project: /address/ },
	],
	["an encoded project", { project: "grp%2Fproj" }, { project: /encoded/ }],
	["a path with a slash in front", { project: "/grp/proj" }, { project: /slash/ }],
	["project 0", { project: 0 }, { project: /positive integers/ }],
	["half a project", { project: 5.5 }, { project: /positive integers/ }],
	["a negative project, as text", { project: "-5" }, { project: /positive integers/ }],
	["a project ID that is too large", { project: "9007199254740993" }, { project: /ID of a project/ }],
	["a list as project", { project: ["grp/proj"] }, { project: /neither an ID nor a full path/ }],
	["an empty group", { project: undefined, group: "" }, { group: /empty/ }],
	["no scopes", { scopes: undefined }, { scopes: /missing.*at least one scope/ }],
	["an empty list of scopes", { scopes: [] }, { scopes: /empty.*at least one scope/ }],
	["scopes that are not a list", { scopes: "read_registry" }, { scopes: /not a list.*\["read_registry"\]/ }],
	[
		"a scope in the wrong case",
		{ scopes: ["Read_Registry"] },
		{ "scopes[0]": /"Read_Registry".*write "read_registry"/ },
	],
	[
		"a scope with a dash",
		{ scopes: ["read_repository", "read-registry"] },
		{ "scopes[1]": /"read-registry".*read_registry/ },
	],
	["a scope that is a number", { scopes: [7] }, { "scopes[0]": /7 is not a scope/ }],
	["an empty scope", { scopes: [""] }, { "scopes[0]": /"" is not a scope/ }],
	["an empty name", { name: "" }, { name: /empty/ }],
	["a blank name", { name: "  " }, { name: /empty/ }],
	["a name of 256 characters", { name: "n".repeat(256) }, { name: /256 characters.*at most 255/ }],
	["a name with a NUL byte", { name: "a\u0000b" }, { name: /control characters/ }],
	["a name that is a number", { name: 7 }, { name: /expected a string, got a number/ }],
	["a username with a blank", { username: "the robot" }, { username: /contains a space .* at position 4/ }],
	[
		"a username of 256 characters",
		{ username: "u".repeat(256) },
		{ username: /256 characters.*at most 255/ },
	],
	["an empty username", { username: "" }, { username: /empty.*omit it/ }],
	["a day that has passed", { expiresAt: "2020-01-01" }, { expiresAt: /has passed.*later/ }],
	["year 1, for never", { expiresAt: "0001-01-01T00:00:00Z" }, { expiresAt: /has passed/ }],
	["text as expiry", { expiresAt: "tomorrow" }, { expiresAt: /"tomorrow" is not a date.*2031-05-01/ }],
	["February 30", { expiresAt: "2030-02-30" }, { expiresAt: /not a date of the calendar/ }],
	["the 29th in a common year", { expiresAt: "2101-02-29" }, { expiresAt: /not a date of the calendar/ }],
	["an instant without a time zone", { expiresAt: "2099-01-01T00:00:00" }, { expiresAt: /no time zone/ }],
	["a number as expiry", { expiresAt: 4070908800 }, { expiresAt: /a date or an instant as a string/ }],
	["an empty expiry", { expiresAt: "" }, { expiresAt: /not a date/ }],
	["what a `Date` would become", { expiresAt: {} }, { expiresAt: /a date or an instant as a string/ }],
	["an invalid `Date`", { expiresAt: "Invalid Date" }, { expiresAt: /not a date/ }],
	["the year 3000, for never", { expiresAt: "3000-01-01" }, { expiresAt: /never.*omit expiresAt/ }],
	["the same with an offset", { expiresAt: "3000-01-01T02:00:00+02:00" }, { expiresAt: /never/ }],
	[
		"an invalid connection name",
		{ connection: "a b" },
		{ connection: /"a b" is not a valid connection name/ },
	],
	["a misspelled input", { expireAt: "2099-01-01" }, { '["expireAt"]': /not an input.*`expiresAt`/ }],
	["GitLab's own spelling", { expires_at: "2099-01-01" }, { '["expires_at"]': /not an input.*`expiresAt`/ }],
	["a credential among the inputs", { token: "glpat-xxxxxxxxxxxxxxxxxxxx" }, { '["token"]': /not an input/ }],
];

const ACCEPTED: readonly (readonly [title: string, declared: Properties, read: Properties])[] = [
	["a number as text", { project: "123" }, { project: 123 }],
	["a group's bare name", { project: undefined, group: "grp" }, { group: "grp" }],
	[
		"scopes in any order",
		{ scopes: ["write_registry", "read_repository"] },
		{ scopes: ["read_repository", "write_registry"] },
	],
	["a scope twice", { scopes: ["read_registry", "read_registry"] }, { scopes: ["read_registry"] }],
	["255 characters beyond the first plane", { name: "🦊".repeat(255) }, { name: "🦊".repeat(255) }],
	["every character of a username", { username: "Az09.+_-" }, { username: "Az09.+_-" }],
	["a bare date", { expiresAt: "2099-01-01" }, { expiresAt: "2099-01-01T00:00:00.000Z" }],
	["a leap day", { expiresAt: "2096-02-29" }, { expiresAt: "2096-02-29T00:00:00.000Z" }],
	["an offset", { expiresAt: "2099-01-01T02:00:00+02:00" }, { expiresAt: "2099-01-01T00:00:00.000Z" }],
	["microseconds", { expiresAt: "2099-01-01T00:00:00.123999Z" }, { expiresAt: "2099-01-01T00:00:00.123Z" }],
	[
		"a second after the year 3000",
		{ expiresAt: "3000-01-01T00:00:01Z" },
		{ expiresAt: "3000-01-01T00:00:01.000Z" },
	],
];

describe("check", function () {
	this.timeout(180_000);
	const under = useProvider();

	for (const [title, declared, reasons] of REFUSED)
		it(`refuses ${title}`, async () => {
			const { failures } = await under.provider.check({ ...GOOD, ...declared });
			expect(Object.keys(failures)).to.have.members(Object.keys(reasons));
			for (const [property, reason] of Object.entries(reasons))
				expect(failures[property]?.join("; "), property).to.match(reason);
		});

	it("reports everything that is invalid at once", async () => {
		const { failures } = await under.provider.check({
			project: "proj",
			group: "grp",
			name: "",
			scopes: ["read_repository", "Read_Registry", 7],
			username: "the robot",
			expiresAt: "2030-02-30",
			connection: "",
			expireAt: "2099-01-01",
		});
		expect(Object.keys(failures)).to.have.members([
			"project",
			"group",
			"name",
			"scopes[1]",
			"scopes[2]",
			"username",
			"expiresAt",
			"connection",
			'["expireAt"]',
		]);
	});

	for (const [title, declared, read] of ACCEPTED)
		it(`accepts ${title}`, async () => {
			const { inputs, failures } = await under.provider.check({ ...GOOD, ...declared });
			expect(failures).to.deep.equal({});
			expect(inputs).to.include.deep.keys(Object.keys(read));
			for (const [name, value] of Object.entries(read)) expect(inputs[name], name).to.deep.equal(value);
		});

	it("does not change inputs that it normalised before", async () => {
		const { inputs } = await under.provider.check({
			...GOOD,
			scopes: ["write_registry", "read_registry"],
			expiresAt: "2099-01-01T02:00:00+02:00",
		});
		const again = await under.provider.check(inputs, inputs);
		expect(again).to.deep.equal({ inputs, failures: {} });
	});

	it("warns of an unknown scope, and passes it on", async () => {
		const { inputs, failures } = await under.provider.check({ ...GOOD, scopes: ["read_registri"] });
		expect(failures).to.deep.equal({});
		expect(inputs.scopes).to.deep.equal(["read_registri"]);
		expect(under.provider.printed).to.match(/warning: .*"read_registri".*"read_registry"/);
	});

	for (const property of ["project", "name", "scopes", "username", "expiresAt", "connection"])
		it(`accepts an unknown ${property}`, async () => {
			const { inputs, failures } = await under.provider.check({ ...GOOD, [property]: UNKNOWN });
			expect(failures).to.deep.equal({});
			expect(inputs[property]).to.equal(UNKNOWN);
		});

	it("accepts one unknown scope among others, and still refuses what is invalid elsewhere", async () => {
		const declared = { ...GOOD, scopes: ["read_registry", UNKNOWN], name: "" };
		const { inputs, failures } = await under.provider.check(declared);
		expect(Object.keys(failures)).to.deep.equal(["name"]);
		expect(inputs.scopes).to.deep.equal(["read_registry", UNKNOWN]);
	});

	for (const property of ["project", "group", "username", "expiresAt", "connection"])
		it(`does not print a credential that was declared as ${property} by mistake`, async () => {
			const owner = property === "group" ? { project: undefined } : {};
			const { failures } = await under.provider.check({ ...GOOD, ...owner, [property]: CREDENTIALS.admin });
			expect(Object.keys(failures)).to.deep.equal([property]);
			expect(failures[property]?.join()).to.not.contain(CREDENTIALS.admin);
		});

	it("sends no request", async () => {
		expect(await under.gitlab.requests()).to.deep.equal([]);
	});
});
