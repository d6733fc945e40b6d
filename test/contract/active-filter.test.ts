import { owners, plain } from "./deploy-token-routes";
import { create, expectIds, expectResponse } from "./expectations";
import { useTarget } from "./target";

const truths = ["true", "True", "TRUE", "t", "T", "1", "y", "yes", "Yes", "on"];
const falsehoods = ["false", "f", "0", "n", "no", "off", ""];
const neither = ["active=foo", "active=2", "active=null", "active[]=true", "active%5B%5D=true"];

describe("the active parameter", () => {
	useTarget();

	for (const owner of owners) {
		it(`${owner.kind}: filters only for a true value, in each of its spellings`, async () => {
			const live = await create(owner, { ...plain, expires_at: "2999-01-01" });
			const dead = await create(owner, { ...plain, expires_at: "2001-01-01" });
			for (const word of truths) expectIds(await owner.list(`active=${word}`), [live.id]);
			for (const word of falsehoods) expectIds(await owner.list(`active=${word}`), [live.id, dead.id]);
			expectIds(await owner.list(), [live.id, dead.id]);
		});

		it(`${owner.kind}: is not read from a JSON body, which a GET ignores`, async () => {
			const live = await create(owner, plain);
			const dead = await create(owner, { ...plain, expires_at: "2001-01-01" });
			for (const active of [true, false, null, 2, ["true"], { a: "true" }, "foo"])
				expectIds(await owner.list("", { json: { active } }), [live.id, dead.id]);
			expectIds(await owner.list("", { form: "active=true" }), [live.id]);
		});

		for (const query of neither)
			it(`${owner.kind}: refuses ${query}`, async () => {
				expectResponse(await owner.list(query), 400, { error: "active is invalid" });
			});
	}
});
