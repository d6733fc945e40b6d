import { group, owners, project } from "./deploy-token-routes";
import { expectRefused, forbidden, ownerNotFound } from "./expectations";
import { needs, useTarget } from "./target";

const scopes = "Scopes can't be blank";
const usernameLength = "Username is too long (maximum is 255 characters)";
const usernameFormat = "Username can contain only letters, digits, '_', '-', '+', and '.'";
const nameLength = "Name is too long (maximum is 255 characters)";
const longName = "x".repeat(256);
const longBadUsername = "a b".repeat(100);
const one = ["read_repository"];

const sentences: [string, object, string][] = [
	["113.", { name: "n", scopes: [], username: "a b" }, `${scopes} and ${usernameFormat}`],
	["§3.5", { name: longName, scopes: [] }, `${scopes} and ${nameLength}`],
	["§3.5", { name: longName, scopes: one, username: "a b" }, `${usernameFormat} and ${nameLength}`],
	[
		"§3.5",
		{ name: longName, scopes: [], username: "a b" },
		`${scopes}, ${usernameFormat}, and ${nameLength}`,
	],
	[
		"§3.5",
		{ name: longName, scopes: one, username: longBadUsername },
		`${usernameLength}, ${usernameFormat}, and ${nameLength}`,
	],
	[
		"§3.5",
		{ name: longName, scopes: [], username: longBadUsername },
		`${scopes}, ${usernameLength}, ${usernameFormat}, and ${nameLength}`,
	],
];

describe("model errors", () => {
	useTarget();

	for (const owner of owners) {
		for (const [number, body, message] of sentences)
			it(`${number} ${owner.kind}: joins "${message}"`, async () => {
				await expectRefused(() => owner.create(body), 400, { message });
			});

		it(`§3 ${owner.kind}: parameter errors stand alone, without model errors`, async () => {
			const body = { name: longName, scopes: ["x"], username: "a b" };
			const error = "scopes does not have a valid value";
			await expectRefused(() => owner.create(body), 400, { error });
		});

		it(`115. ${owner.kind}: a caller without a credential gets 404 for what the model would refuse`, async () => {
			const ask = () => owner.create({ name: longName, scopes: [] }, { as: "anon" });
			await expectRefused(ask, 404, ownerNotFound(owner));
		});
	}

	it(
		"115. a caller below the role gets 403 for what the model would refuse",
		needs("callers", async () => {
			const body = { name: longName, scopes: [] };
			await expectRefused(() => project.create(body, { as: "dev" }), 403, forbidden);
			await expectRefused(() => group.create(body, { as: "maint" }), 403, forbidden);
		}),
	);
});
