import { expect } from "chai";
import { owners, plain } from "./deploy-token-routes";
import { create, expectRefused, read } from "./expectations";
import { useTarget } from "./target";

const format = "Username can contain only letters, digits, '_', '-', '+', and '.'";
const length = "Username is too long (maximum is 255 characters)";
const badCharacters = ["a b", "<script>", "a\n", "\na", "a/b", "a@b", "é", "a\tb", "a,b", "a:b"];

describe("the username of a new token", () => {
	useTarget();

	for (const owner of owners) {
		for (const username of ["", null, " ", "   ", "\t\n"])
			it(`${owner.kind}: is the default for ${JSON.stringify(username)}`, async () => {
				const made = await create(owner, { ...plain, username });
				expect(made.username).to.equal(`gitlab+deploy-token-${made.id}`);
				expect(read(await owner.get(made.id)).username).to.equal(made.username);
			});

		for (const username of ["GitLab+deploy_token-3.14", "a", "0", ".", "-+_", "x".repeat(255)])
			it(`${owner.kind}: may be ${username.slice(0, 30)} of ${username.length} characters`, async () => {
				expect((await create(owner, { ...plain, username })).username).to.equal(username);
			});

		for (const username of badCharacters)
			it(`${owner.kind}: may not be ${JSON.stringify(username)}`, async () => {
				await expectRefused(() => owner.create({ ...plain, username }), 400, { message: format });
			});

		it(`${owner.kind}: may not have 256 characters`, async () => {
			const username = "x".repeat(256);
			await expectRefused(() => owner.create({ ...plain, username }), 400, { message: length });
		});

		it(`${owner.kind}: is refused with both errors when it is too long and has invalid characters`, async () => {
			const username = "x y".repeat(100);
			await expectRefused(() => owner.create({ ...plain, username }), 400, {
				message: `${length} and ${format}`,
			});
		});

		it(`${owner.kind}: may be the default username of another token`, async () => {
			const first = await create(owner, plain);
			const second = await create(owner, { ...plain, username: first.username });
			const third = await create(owner, { ...plain, username: first.username });
			expect([second.username, third.username]).to.deep.equal([first.username, first.username]);
		});
	}
});
