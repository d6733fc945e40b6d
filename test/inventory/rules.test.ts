import { expect } from "chai";
import type { Inventory } from "../../inventory/src/join/inventory";
import { RULES } from "../../inventory/src/rules/table";
import { GROUP, inventoryOf, PROJECT, record, row } from "./made-up";

interface Case {
	readonly when: string;
	readonly of: Inventory;
}

const TYPE_OF_PULUMI_GITLAB = "gitlab:index/projectDeployToken:ProjectDeployToken";
const managedRow = inventoryOf({ tokens: [row()], managed: [record()] });
const declared = record({ tokenId: undefined, username: undefined });
const other = record({ source: { tool: "pulumi", stack: "shop/prod", file: "prod.json" } });

/** For each rule, inventories in which it fires, and in which it does not. */
const CASES: Readonly<Record<string, { readonly fires: readonly Case[]; readonly silent: readonly Case[] }>> =
	{
		"never-expires": {
			fires: [
				{ when: "an active token has no expiry", of: inventoryOf({ tokens: [row({ expires_at: null })] }) },
			],
			silent: [
				{ when: "it has one", of: inventoryOf({ tokens: [row()] }) },
				{ when: "it is revoked", of: inventoryOf({ tokens: [row({ expires_at: null, revoked: true })] }) },
			],
		},
		"expires-soon": {
			fires: [
				{
					when: "the expiry is exactly the limit away",
					of: inventoryOf({ tokens: [row({ expires_at: "2030-07-01T12:00:00.000Z" })] }),
				},
			],
			silent: [
				{
					when: "it is a second farther away",
					of: inventoryOf({ tokens: [row({ expires_at: "2030-07-01T12:00:01.000Z" })] }),
				},
				{
					when: "it has passed",
					of: inventoryOf({ tokens: [row({ expires_at: "2030-05-01T12:00:00.000Z", expired: true })] }),
				},
			],
		},
		"inactive-listed": {
			fires: [
				{ when: "a token is revoked", of: inventoryOf({ tokens: [row({ revoked: true })] }) },
				{
					when: "it is expired",
					of: inventoryOf({ tokens: [row({ expires_at: "2030-01-01", expired: true })] }),
				},
			],
			silent: [{ when: "it is active", of: inventoryOf({ tokens: [row()] }) }],
		},
		"no-rotation": {
			fires: [
				{
					when: "a resource does not rotate",
					of: inventoryOf({ tokens: [row()], managed: [record({ rotates: false })] }),
				},
				{
					when: "it is one of pulumi-gitlab",
					of: inventoryOf({
						tokens: [row()],
						managed: [record({ rotates: false, type: TYPE_OF_PULUMI_GITLAB })],
					}),
				},
			],
			silent: [
				{ when: "it rotates", of: managedRow },
				{ when: "the token is unmanaged", of: inventoryOf({ tokens: [row()] }) },
			],
		},
		"write-scope": {
			fires: [
				{
					when: "a token can write",
					of: inventoryOf({ tokens: [row({ scopes: ["write_package_registry"] })] }),
				},
			],
			silent: [{ when: "it can read", of: inventoryOf({ tokens: [row()] }) }],
		},
		"group-token": {
			fires: [{ when: "a token is a group's", of: inventoryOf({ tokens: [row({}, GROUP)] }) }],
			silent: [{ when: "it is a project's", of: inventoryOf({ tokens: [row()] }) }],
		},
		"ci-name": {
			fires: [
				{ when: "a token has the name", of: inventoryOf({ tokens: [row({ name: "gitlab-deploy-token" })] }) },
			],
			silent: [
				{
					when: "its name only begins so",
					of: inventoryOf({ tokens: [row({ name: "gitlab-deploy-token-2" })] }),
				},
			],
		},
		"virtual-registry": {
			fires: [
				{
					when: "a project's token has the scope",
					of: inventoryOf({ tokens: [row({ scopes: ["read_registry", "read_virtual_registry"] })] }),
				},
				{
					when: "a group's token lacks the registry scope",
					of: inventoryOf({ tokens: [row({ scopes: ["read_virtual_registry"] }, GROUP)] }),
				},
			],
			silent: [
				{
					when: "a group's token has both",
					of: inventoryOf({ tokens: [row({ scopes: ["read_registry", "read_virtual_registry"] }, GROUP)] }),
				},
			],
		},
		unmanaged: {
			fires: [{ when: "no state records a token", of: inventoryOf({ tokens: [row()] }) }],
			silent: [
				{ when: "one does", of: managedRow },
				{ when: "no state was given", of: inventoryOf({ tokens: [row()], states: false }) },
				{ when: "it is revoked", of: inventoryOf({ tokens: [row({ revoked: true })] }) },
			],
		},
		"orphan-candidate": {
			fires: [
				{
					when: "a token is like a managed one",
					of: inventoryOf({ tokens: [row(), row({ id: 13 })], managed: [record()] }),
				},
				{
					when: "it is like one with a lifetime, and expires at another instant",
					of: inventoryOf({
						tokens: [row(), row({ id: 13, expires_at: "2031-02-01T00:00:00.000Z" })],
						managed: [record({ hasLifetime: true })],
					}),
				},
			],
			silent: [
				{
					when: "its expiry differs",
					of: inventoryOf({
						tokens: [row(), row({ id: 13, expires_at: "2031-02-01T00:00:00.000Z" })],
						managed: [record()],
					}),
				},
				{
					when: "its scopes differ",
					of: inventoryOf({
						tokens: [row(), row({ id: 13, scopes: ["read_repository"] })],
						managed: [record()],
					}),
				},
				{
					when: "another stack records it",
					of: inventoryOf({
						tokens: [row(), row({ id: 13 })],
						managed: [record(), { ...other, tokenId: 13, username: "gitlab+deploy-token-13" }],
					}),
				},
			],
		},
		"set-undetermined": {
			fires: [
				{
					when: "two tokens fit a key of an encrypted set",
					of: inventoryOf({
						tokens: [row(), row({ id: 13 })],
						managed: [declared],
					}),
				},
			],
			silent: [
				{
					when: "one does",
					of: inventoryOf({ tokens: [row()], managed: [declared] }),
				},
			],
		},
		missing: {
			fires: [
				{ when: "GitLab has no such token", of: inventoryOf({ managed: [record()] }) },
				{
					when: "its ID is another token's",
					of: inventoryOf({ tokens: [row({ name: "stranger" })], managed: [record()] }),
				},
			],
			silent: [
				{ when: "it has", of: managedRow },
				{
					when: "the owner is outside the scope",
					of: inventoryOf({ managed: [record({ owner: { kind: "project", ref: 99 } })] }),
				},
				{
					when: "the owner's tokens could not be read",
					of: inventoryOf({ managed: [record()], scan: { read: new Set() } }),
				},
				{
					when: "it is of another GitLab",
					of: inventoryOf({ managed: [record({ host: "https://elsewhere.example.com" })] }),
				},
			],
		},
		"owner-gone": {
			fires: [
				{
					when: "GitLab does not show a recorded owner",
					of: inventoryOf({
						managed: [record({ owner: { kind: "project", ref: 99 } })],
						invisible: ["project 99"],
					}),
				},
			],
			silent: [
				{
					when: "it shows it, outside the scope",
					of: inventoryOf({ managed: [record({ owner: { kind: "project", ref: 99 } })] }),
				},
			],
		},
		"recorded-twice": {
			fires: [
				{
					when: "two stacks record a token",
					of: inventoryOf({ tokens: [row()], managed: [record(), other] }),
				},
			],
			silent: [
				{ when: "one does", of: managedRow },
				{
					when: "the state of one stack was given twice",
					of: inventoryOf({ tokens: [row()], managed: [record(), record()] }),
				},
				{
					when: "the other record is on its way out",
					of: inventoryOf({ tokens: [row()], managed: [record(), { ...other, leaving: true }] }),
				},
			],
		},
		"owner-inactive": {
			fires: [
				{
					when: "the owner is archived",
					of: inventoryOf({ tokens: [row({}, { ...PROJECT, archived: true })] }),
				},
				{
					when: "the owner is to be deleted",
					of: inventoryOf({ tokens: [row({}, { ...PROJECT, markedForDeletion: true })] }),
				},
			],
			silent: [
				{ when: "it is neither", of: inventoryOf({ tokens: [row()] }) },
				{
					when: "the token is revoked",
					of: inventoryOf({ tokens: [row({ revoked: true }, { ...PROJECT, archived: true })] }),
				},
			],
		},
		ownerless: {
			fires: [
				{
					when: "only the instance's list shows a token",
					of: inventoryOf({ tokens: [{ ...row(), owner: undefined }], scan: { wholeInstance: true } }),
				},
			],
			silent: [
				{ when: "an owner shows it", of: inventoryOf({ tokens: [row()] }) },
				{
					when: "an owner could not be read",
					of: inventoryOf({
						tokens: [{ ...row(), owner: undefined }],
						scan: { gaps: [{ what: "x", reason: "y", remedy: "z" }] },
					}),
				},
			],
		},
		"duplicate-name": {
			fires: [
				{ when: "two active tokens have one name", of: inventoryOf({ tokens: [row(), row({ id: 13 })] }) },
			],
			silent: [
				{
					when: "one of them is revoked",
					of: inventoryOf({ tokens: [row(), row({ id: 13, revoked: true })] }),
				},
				{ when: "their owners differ", of: inventoryOf({ tokens: [row(), row({ id: 13 }, GROUP)] }) },
			],
		},
	};

describe("the remedy for a managed token without a rotation", () => {
	const remedyFor = (type: string) => {
		const managed = [record({ rotates: false, type })];
		const rule = RULES.find(({ id }) => id === "no-rotation");
		const [hit] =
			rule?.find(inventoryOf({ tokens: [row()], managed }), { expiringMs: 30 * 86_400_000 }) ?? [];
		return hit?.remedy;
	};

	for (const type of [
		"pulumi-nodejs:dynamic/gitlab:DeployToken",
		"pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
		"gitlab-deploy-tokens:index:DeployToken",
		"gitlab-deploy-tokens:index:DeployTokenSet",
	])
		it(`is a property of its program where its type is ${type}`, () => {
			expect(remedyFor(type)).to.match(/^In the program of .*, set `expiresIn/);
		});

	it("is an adoption where pulumi-gitlab manages it", () => {
		expect(remedyFor(TYPE_OF_PULUMI_GITLAB)).to.match(/^Adopt it as a `DeployToken`/);
	});
});

describe("the rules of the inventory", () => {
	it("all have test cases", () => {
		expect(Object.keys(CASES)).to.have.members(RULES.map(({ id }) => id));
	});

	for (const rule of RULES) {
		const { fires = [], silent = [] } = CASES[rule.id] ?? {};
		const find = (inventory: Inventory) => rule.find(inventory, { expiringMs: 30 * 86_400_000 });

		for (const { when, of } of fires)
			it(`${rule.id}: fires where ${when}, with a remedy`, () => {
				const hits = find(of);
				expect(hits).to.not.deep.equal([]);
				for (const { message, remedy } of hits) {
					expect(message).to.match(/^[A-Z`0-9\w].*\.$/s);
					expect(remedy).to.not.equal("");
				}
			});

		for (const { when, of } of silent)
			it(`${rule.id}: is silent where ${when}`, () => {
				expect(find(of)).to.deep.equal([]);
			});
	}
});
