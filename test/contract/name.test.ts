import { expect } from "chai";
import { owners, plain } from "./deploy-token-routes";
import { create, expectRefused, expectResponse, read, shown } from "./expectations";
import { itInWorld, useTarget } from "./target";
import { world } from "./world";

const tooLong = { message: "Name is too long (maximum is 255 characters)" };
const invalid = { error: "name is invalid" };

describe("the name of a new token", () => {
	useTarget();

	for (const owner of owners) {
		for (const name of [
			"",
			" ",
			"   ",
			"\t",
			" padded ",
			"a\nb",
			"ünï ©ode",
			"😀",
			"<b>&\"'",
			"x".repeat(255),
		])
			it(`${owner.kind}: is stored unchanged: ${JSON.stringify(name).slice(0, 20)}`, async () => {
				const made = await create(owner, { ...plain, name });
				expect(made.name).to.equal(name);
				expect(read(await owner.get(made.id)).name).to.equal(name);
			});

		for (const [title, name] of [
			["of one byte", "a"],
			["of two bytes", "é"],
			["of four bytes", "😀"],
		] as const)
			it(`${owner.kind}: may have 255 characters ${title}, and not 256`, async () => {
				expect((await create(owner, { ...plain, name: name.repeat(255) })).name).to.equal(name.repeat(255));
				await expectRefused(() => owner.create({ ...plain, name: name.repeat(256) }), 400, tooLong);
			});

		it(`${owner.kind}: causes a 500 when it is null`, async () => {
			await expectRefused(() => owner.create({ ...plain, name: null }), 500, {
				message: "500 Internal Server Error",
			});
		});

		for (const [value, text] of [
			[123, "123"],
			[-1.5, "-1.5"],
			[true, "true"],
			[false, "false"],
		] as const)
			it(`${owner.kind}: is the text of the JSON value ${value}`, async () => {
				expect((await create(owner, { ...plain, name: value })).name).to.equal(text);
			});

		for (const value of [["a"], ["a", "b"], { a: "b" }])
			it(`${owner.kind}: is refused as ${JSON.stringify(value)}`, async () => {
				await expectRefused(() => owner.create({ ...plain, name: value }), 400, invalid);
			});

		for (const form of ["name[]=a&scopes[]=read_repository", "name[a]=b&scopes[]=read_repository"])
			it(`${owner.kind}: is refused in the form ${form}`, async () => {
				await expectRefused(() => owner.send("POST", "", { form }), 400, invalid);
			});

		it(`${owner.kind}: may be empty in a form`, async () => {
			const response = await owner.send("POST", "", { form: "name=&scopes[]=read_repository" });
			expect(read(response, 201).name).to.equal("");
		});

		it(`${owner.kind}: may be that of another token`, async () => {
			const [first, second] = [await create(owner, plain), await create(owner, plain)];
			expect(first.id).not.to.equal(second.id);
			expectResponse(await owner.list(), 200, [shown(first), shown(second)]);
		});

		itInWorld(
			world({ instance: { nameLimit: null } }),
			`${owner.kind}: may be longer on a server from before the limit`,
			async () => {
				const name = "x".repeat(1000);
				expect((await create(owner, { ...plain, name })).name).to.equal(name);
			},
		);
	}
});
