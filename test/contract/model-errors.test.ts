import { group, owners, project } from "./deploy-token-routes";
import { expectRefused, forbidden, ownerNotFound } from "./expectations";
import { itNeeds, useTarget } from "./target";

const scopes = "Scopes can't be blank";
const usernameLength = "Username is too long (maximum is 255 characters)";
const usernameFormat = "Username can contain only letters, digits, '_', '-', '+', and '.'";
const nameLength = "Name is too long (maximum is 255 characters)";
const longName = "x".repeat(256);
const longBadUsername = "a b".repeat(100);
const one = ["read_repository"];

const sentences: [object, string][] = [
	[{ name: "n", scopes: [], username: "a b" }, `${scopes} and ${usernameFormat}`],
	[{ name: longName, scopes: [] }, `${scopes} and ${nameLength}`],
	[{ name: longName, scopes: one, username: "a b" }, `${usernameFormat} and ${nameLength}`],
	[{ name: longName, scopes: [], username: "a b" }, `${scopes}, ${usernameFormat}, and ${nameLength}`],
	[
		{ name: longName, scopes: one, username: longBadUsername },
		`${usernameLength}, ${usernameFormat}, and ${nameLength}`,
	],
	[
		{ name: longName, scopes: [], username: longBadUsername },
		`${scopes}, ${usernameLength}, ${usernameFormat}, and ${nameLength}`,
	],
];

describe("model errors", () => {
	useTarget();

	for (const owner of owners) {
		for (const [body, message] of sentences)
			it(`${owner.kind}: are joined as "${message}"`, async () => {
				await expectRefused(() => owner.create(body), 400, { message });
			});

		it(`${owner.kind}: are not added to parameter errors`, async () => {
			const body = { name: longName, scopes: ["x"], username: "a b" };
			const error = "scopes does not have a valid value";
			await expectRefused(() => owner.create(body), 400, { error });
		});

		it(`${owner.kind}: are replaced by 404 for a caller without a credential`, async () => {
			const request = () => owner.create({ name: longName, scopes: [] }, { as: "anon" });
			await expectRefused(request, 404, ownerNotFound(owner));
		});
	}

	itNeeds("callers", "are replaced by 403 for a caller without the role", async () => {
		const body = { name: longName, scopes: [] };
		await expectRefused(() => project.create(body, { as: "dev" }), 403, forbidden);
		await expectRefused(() => group.create(body, { as: "maint" }), 403, forbidden);
	});
});
