import { expect } from "chai";
import { OwnerNumbers } from "../../../../../provider/runtime/process/owner-ids";
import { answer, fakeRest, settingsOf } from "../../api/fakes";

describe("OwnerNumbers", () => {
	const project = { kind: "project", ref: "grp/proj" } as const;

	it("asks for a path once, however many want to know at once or later", async () => {
		const { rest, lines } = fakeRest(() => answer(200, { id: 5 }));
		const numbers = new OwnerNumbers();
		const resolve = () => numbers.resolve(rest, project, rest.deadline());
		const owners = await Promise.all([resolve(), resolve(), resolve()]);
		owners.push(await resolve());
		for (const owner of owners) expect(owner).to.deep.equal({ kind: "project", ref: 5 });
		expect(lines()).to.deep.equal(["GET /projects/grp%2Fproj"]);
	});

	it("asks nothing for a number", async () => {
		const { rest, lines } = fakeRest(() => answer(500));
		await new OwnerNumbers().resolve(rest, { kind: "group", ref: 7 }, rest.deadline());
		expect(lines()).to.deep.equal([]);
	});

	it("does not remember a failure", async () => {
		const { rest, lines } = fakeRest((_, index) =>
			index === 0 ? answer(404, { message: "404 Project Not Found" }) : answer(200, { id: 5 }),
		);
		const numbers = new OwnerNumbers();
		const failed = await numbers.resolve(rest, project, rest.deadline()).catch(({ code }) => code);
		expect(failed).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		expect(await numbers.resolve(rest, project, rest.deadline())).to.deep.equal({ kind: "project", ref: 5 });
		expect(lines()).to.have.length(2);
	});

	it("keeps the owners of several connections apart", async () => {
		const numbers = new OwnerNumbers();
		const one = fakeRest(() => answer(200, { id: 5 }));
		const other = fakeRest(() => answer(200, { id: 50 }), { ...settingsOf(), connection: "other" });
		expect((await numbers.resolve(one.rest, project, one.rest.deadline())).ref).to.equal(5);
		expect((await numbers.resolve(other.rest, project, other.rest.deadline())).ref).to.equal(50);
	});
});
