import { expect } from "chai";
import { owners, plain } from "./deploy-token-routes";
import { create, expectAnswer, expectRefused, read, shown } from "./expectations";
import { control, needs, useTarget } from "./target";
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
			it(`116. ${owner.kind}: stores ${JSON.stringify(name).slice(0, 20)} unchanged`, async () => {
				const made = await create(owner, { ...plain, name });
				expect(made.name).to.equal(name);
				expect(read(await owner.get(made.id)).name).to.equal(name);
			});

		for (const [title, name] of [
			["of one byte", "a"],
			["of two bytes", "é"],
			["of four bytes", "😀"],
		] as const)
			it(`112. ${owner.kind}: takes 255 characters ${title} and refuses 256`, async () => {
				expect((await create(owner, { ...plain, name: name.repeat(255) })).name).to.equal(name.repeat(255));
				await expectRefused(() => owner.create({ ...plain, name: name.repeat(256) }), 400, tooLong);
			});

		it(`118. ${owner.kind}: answers 500 for null (soft)`, async () => {
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
			it(`§3.1 ${owner.kind}: takes the JSON value ${value} for its text`, async () => {
				expect((await create(owner, { ...plain, name: value })).name).to.equal(text);
			});

		for (const value of [["a"], ["a", "b"], { a: "b" }])
			it(`§3.1 ${owner.kind}: refuses ${JSON.stringify(value)}`, async () => {
				await expectRefused(() => owner.create({ ...plain, name: value }), 400, invalid);
			});

		for (const form of ["name[]=a&scopes[]=read_repository", "name[a]=b&scopes[]=read_repository"])
			it(`§3.1 ${owner.kind}: refuses the form ${form}`, async () => {
				await expectRefused(() => owner.send("POST", "", { form }), 400, invalid);
			});

		it(`§3.1 ${owner.kind}: takes an empty name from a form`, async () => {
			const answer = await owner.send("POST", "", { form: "name=&scopes[]=read_repository" });
			expect(read(answer, 201).name).to.equal("");
		});

		it(`§3.1 ${owner.kind}: lets two tokens have one name`, async () => {
			const [first, second] = [await create(owner, plain), await create(owner, plain)];
			expect(first.id).not.to.equal(second.id);
			expectAnswer(await owner.list(), 200, [shown(first), shown(second)]);
		});

		it(
			`§3.1 ${owner.kind}: a server from before the limit takes a longer name`,
			needs("control", async () => {
				await control().reset(world({ instance: { nameLimit: null } }));
				const name = "x".repeat(1000);
				expect((await create(owner, { ...plain, name })).name).to.equal(name);
			}),
		);
	}
});
