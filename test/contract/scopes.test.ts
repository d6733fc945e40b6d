import { expect } from "chai";
import { owners } from "./deploy-token-routes";
import { create, expectRefused, read } from "./expectations";
import { useTarget } from "./target";

const blank = { message: "Scopes can't be blank" };
const unknown = { error: "scopes does not have a valid value" };
const two = ["read_repository", "read_registry"];

describe("the scopes of a new token", () => {
	useTarget();

	for (const owner of owners) {
		for (const scopes of [[], "", null, [""], [null], 5, 0, true, false, {}, { "0": "read_repository" }])
			it(`${owner.kind}: are blank as ${JSON.stringify(scopes)}`, async () => {
				await expectRefused(() => owner.create({ name: "n", scopes }), 400, blank);
			});

		for (const form of [
			"name=n&scopes[0]=read_repository",
			"name=n&scopes[0]=read_repository&scopes[1]=read_registry",
			"name=n&scopes%5B0%5D=read_repository",
		])
			it(`${owner.kind}: are blank in the form ${form}`, async () => {
				await expectRefused(() => owner.send("POST", "", { form }), 400, blank);
			});

		it(`${owner.kind}: are blank when they are empty in a form`, async () => {
			for (const form of ["name=n&scopes=", "name=n&scopes[]="])
				await expectRefused(() => owner.send("POST", "", { form }), 400, blank);
		});

		for (const scopes of [
			["x"],
			"x",
			["READ_REPOSITORY"],
			["Read_repository"],
			[5],
			["read_repository", 5],
			"read_repository,x",
			["read_repository,x"],
			["read_repository", "x", "y"],
		])
			it(`${owner.kind}: are refused as ${JSON.stringify(scopes)}`, async () => {
				await expectRefused(() => owner.create({ name: "n", scopes }), 400, unknown);
			});

		for (const scopes of [
			"read_repository,read_registry",
			"read_repository, read_registry",
			"read_registry ,  read_repository",
			["read_repository,read_registry"],
			["read_registry, read_repository"],
			["read_registry", "read_repository,read_registry"],
		])
			it(`${owner.kind}: are split at the commas of ${JSON.stringify(scopes)}`, async () => {
				expect((await create(owner, { name: "n", scopes })).scopes).to.deep.equal(two);
			});

		for (const [form, scopes] of [
			["name=n&scopes[]=read_registry&scopes[]=read_repository", two],
			["name=n&scopes%5B%5D=read_registry&scopes%5B%5D=read_repository", two],
			["name=n&scopes=read_registry%2Cread_repository", two],
			["name=n&scopes[]=read_registry&scopes[]=read_registry", ["read_registry"]],
			["name=n&scopes=read_repository&scopes=read_registry", ["read_registry"]],
		] as const)
			it(`${owner.kind}: are ${scopes.join(" and ")} in the form ${form}`, async () => {
				expect(read(await owner.send("POST", "", { form }), 201).scopes).to.deep.equal(scopes);
			});
	}
});
