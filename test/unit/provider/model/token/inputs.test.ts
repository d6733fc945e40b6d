import { expect } from "chai";
import { connectionOf, declaredOwner } from "../../../../../provider/model/token/inputs";

describe("declaredOwner", () => {
	it("is the project or the group that is declared", () => {
		expect(declaredOwner({ project: 5 })).to.deep.equal({ kind: "project", ref: 5 });
		expect(declaredOwner({ group: "grp/sub" })).to.deep.equal({ kind: "group", ref: "grp/sub" });
	});

	it("is an owner that cannot exist in GitLab where none is declared, as in a tampered state", () => {
		expect(declaredOwner({})).to.deep.equal({ kind: "group", ref: "" });
	});
});

describe("connectionOf", () => {
	it("is the declared connection, or the default", () => {
		expect(connectionOf({ connection: "other" })).to.equal("other");
		expect(connectionOf({})).to.equal("gitlab");
	});
});
