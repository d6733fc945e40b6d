import { expect } from "chai";
import { OwnerIds } from "../../../../../provider/runtime/process/owner-ids";
import { fakeClient, httpResponse, settingsOf } from "../../api/fakes";

describe("OwnerIds", () => {
	const project = { kind: "project", ref: "grp/proj" } as const;

	it("sends one request for a path, however many need it at once or later", async () => {
		const { client, lines } = fakeClient(() => httpResponse(200, { id: 5 }));
		const numbers = new OwnerIds();
		const resolve = () => numbers.resolve(client, project, client.deadline());
		const owners = await Promise.all([resolve(), resolve(), resolve()]);
		owners.push(await resolve());
		for (const owner of owners) expect(owner).to.deep.equal({ kind: "project", ref: 5 });
		expect(lines()).to.deep.equal(["GET /projects/grp%2Fproj"]);
	});

	it("sends no request for an ID", async () => {
		const { client, lines } = fakeClient(() => httpResponse(500));
		await new OwnerIds().resolve(client, { kind: "group", ref: 7 }, client.deadline());
		expect(lines()).to.deep.equal([]);
	});

	it("does not remember a failure", async () => {
		const { client, lines } = fakeClient((_, index) =>
			index === 0 ? httpResponse(404, { message: "404 Project Not Found" }) : httpResponse(200, { id: 5 }),
		);
		const numbers = new OwnerIds();
		const failed = await numbers.resolve(client, project, client.deadline()).catch(({ code }) => code);
		expect(failed).to.equal("GITLAB_OWNER_NOT_VISIBLE");
		expect(await numbers.resolve(client, project, client.deadline())).to.deep.equal({
			kind: "project",
			ref: 5,
		});
		expect(lines()).to.have.length(2);
	});

	it("keeps the owners of several connections apart", async () => {
		const numbers = new OwnerIds();
		const one = fakeClient(() => httpResponse(200, { id: 5 }));
		const other = fakeClient(() => httpResponse(200, { id: 50 }), { ...settingsOf(), connection: "other" });
		expect((await numbers.resolve(one.client, project, one.client.deadline())).ref).to.equal(5);
		expect((await numbers.resolve(other.client, project, other.client.deadline())).ref).to.equal(50);
	});
});
