import { expect } from "chai";
import fc from "fast-check";
import { type OwnerKind, ownerPath } from "../../../../../provider/api/owner";
import { parseOwnerRef } from "../../../../../provider/model/values/owner-input";
import { itHolds } from "../../../../support/it-holds";
import { groupPaths, numbers, projectPaths } from "../token/declarations";

const KINDS = ["project", "group"] as const;

describe("parseOwnerRef", () => {
	itHolds("accepts IDs, also as text", fc.constantFrom(...KINDS), numbers, fc.nat(5), (kind, id, zeros) => {
		expect(parseOwnerRef(kind, id)).to.deep.equal({ value: id });
		expect(parseOwnerRef(kind, `${id}`)).to.deep.equal({ value: id });
		expect(parseOwnerRef(kind, `+${"0".repeat(zeros)}${id}`)).to.deep.equal({ value: id });
	});

	itHolds("accepts full paths unchanged", projectPaths, groupPaths, (project, group) => {
		expect(parseOwnerRef("project", project)).to.deep.equal({ value: project });
		expect(parseOwnerRef("group", group)).to.deep.equal({ value: group });
	});

	for (const path of ["grp/proj", "a/b/c/d", "Grp/My.Proj-1_x", ".github/x", "_a/b", "1a/2b", "grp/proj.git"])
		it(`accepts the project ${path}`, () => {
			expect(parseOwnerRef("project", path)).to.deep.equal({ value: path });
		});

	it("shows an example path in its errors", () => {
		expect(parseOwnerRef("project", "")).to.deep.equal({
			reason: "is empty; write the project's ID or full path (`group/project`)",
		});
		expect(parseOwnerRef("group", "")).to.deep.equal({
			reason: "is empty; write the group's ID or full path (`group` or `group/subgroup`)",
		});
	});

	it("accepts a name that ends in dots, and no segment of dots alone", () => {
		expect(parseOwnerRef("project", "grp/proj..")).to.deep.equal({ value: "grp/proj.." });
		expect(parseOwnerRef("project", "grp/..")).to.have.property("reason");
	});

	const refused: [unknown, RegExp][] = [
		["", /is empty/],
		[" ", /not a full path/],
		[0, /positive integers/],
		[-5, /positive integers/],
		[1.5, /positive integers/],
		[2 ** 53, /positive integers/],
		[1e300, /positive integers/],
		["0", /positive integers/],
		["-5", /positive integers/],
		["9".repeat(400), /positive integers/],
		["/grp/proj", /begins or ends with a slash/],
		["grp/proj/", /begins or ends with a slash/],
		["grp//proj", /two in a row/],
		["/", /slash/],
		["..", /not a full path/],
		["../..", /not a full path/],
		["grp/..", /not a full path/],
		["grp/../admin", /not a full path/],
		["./grp/proj", /not a full path/],
		["grp/...", /not a full path/],
		["grp%2Fproj", /is encoded/],
		["grp%2fproj", /is encoded/],
		["grp/%2e%2e", /not a full path/],
		["grp/proj?x=1", /not a full path/],
		["grp/proj#x", /not a full path/],
		["grp/pr oj", /not a full path/],
		["grp/proj\n", /not a full path/],
		["grp/proj\u0000", /not a full path/],
		["grp/pröj", /not a full path/],
		["grp\\proj", /not a full path/],
		["grp/-proj", /not a full path/],
		[`grp/${"a".repeat(256)}`, /not a full path/],
		["https://gitlab.example.com/grp/proj", /is an address/],
		["ssh://git@gitlab.example.com/grp/proj.git", /is an address/],
		["git@gitlab.example.com:grp/proj.git", /not a full path/],
		[true, /neither an ID nor a full path/],
		[{}, /neither an ID nor a full path/],
		[["grp", "proj"], /neither an ID nor a full path/],
	];
	for (const [value, reason] of refused)
		for (const kind of KINDS)
			it(`refuses ${JSON.stringify(value).slice(0, 50)} as a ${kind}`, () => {
				expect(parseOwnerRef(kind, value)).to.have.property("reason").that.matches(reason);
			});

	it("refuses a project's bare name, which GitLab never finds, and accepts a group's", () => {
		expect(parseOwnerRef("project", "proj")).to.have.property("reason").that.includes("`group/proj`");
		expect(parseOwnerRef("group", "grp")).to.deep.equal({ value: "grp" });
	});

	const hostile = fc.oneof(
		fc.jsonValue(),
		fc.string({ unit: "binary" }),
		fc
			.array(
				fc.constantFrom("grp", "proj", ".", "..", "", "%2e", "%2F", "5", "?x", "#", "\\", "\n", ":", "@"),
				{ maxLength: 6 },
			)
			.map((parts) => parts.join("/")),
	);

	itHolds(
		"keeps every accepted value within its URL segment",
		fc.constantFrom<OwnerKind>(...KINDS),
		hostile,
		(kind, value) => {
			const owner = parseOwnerRef(kind, value);
			if (!("value" in owner)) {
				expect(owner.reason).to.match(/^\S[^\n]*\S$/);
				return;
			}
			const path = ownerPath({ kind, ref: owner.value });
			expect(path).to.match(/^\/(projects|groups)\/[A-Za-z0-9_.%-]+$/);
			const url = new URL(`https://gitlab.example.com/api/v4${path}/deploy_tokens`);
			expect(url.href).to.equal(`https://gitlab.example.com/api/v4${path}/deploy_tokens`);
			expect(parseOwnerRef(kind, owner.value)).to.deep.equal(owner);
		},
	);
});
