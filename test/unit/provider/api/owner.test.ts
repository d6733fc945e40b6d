import { expect } from "chai";
import { ownerLabel, ownerPath } from "../../../../provider/api/owner";

describe("ownerPath", () => {
	it("addresses an owner by ID or by its encoded path", () => {
		expect(ownerPath({ kind: "project", ref: 5 })).to.equal("/projects/5");
		expect(ownerPath({ kind: "group", ref: 7 })).to.equal("/groups/7");
		expect(ownerPath({ kind: "project", ref: "grp/sub/proj.git-x" })).to.equal(
			"/projects/grp%2Fsub%2Fproj.git-x",
		);
		expect(ownerPath({ kind: "group", ref: "a b?c#d" })).to.equal("/groups/a%20b%3Fc%23d");
	});
});

describe("ownerLabel", () => {
	it("names an owner by kind and by ID or path", () => {
		expect(ownerLabel({ kind: "project", ref: "grp/proj" })).to.equal("project grp/proj");
		expect(ownerLabel({ kind: "group", ref: 7 })).to.equal("group 7");
	});
});
