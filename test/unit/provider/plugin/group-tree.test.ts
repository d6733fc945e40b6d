import { expect } from "chai";
import type { KeyedBranch } from "../../../../provider/model/token/group-tree";
import type { GroupInfo, ProjectInfo } from "../../../../provider/model/token/token-info";
import { tokensOf } from "../../../../provider/plugin/group-tree";

/** Of each, only what the tokens need. */
const branch = (id: number, key: string | undefined, projects: readonly number[]): KeyedBranch => ({
	group: { id } as GroupInfo,
	key,
	projects: projects.map((id) => ({ project: { id } as ProjectInfo, key: String(id) })),
});

describe("the tokens of a tree of groups", () => {
	it("are those of its groups and of their projects", () => {
		expect(tokensOf([branch(7, "grp", [5]), branch(8, undefined, [6])])).to.deep.equal({
			grp: { group: "7" },
			"5": { project: "5" },
			"6": { project: "6" },
		});
	});

	it("are refused where the path of a group is the ID of a project", () => {
		expect(() => tokensOf([branch(7, "5", []), branch(8, undefined, [5])])).to.throw(
			'`keyBy` gives two tokens of the tree the key "5"',
		);
	});
});
