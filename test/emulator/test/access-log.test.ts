import { expect } from "chai";
import { redactTarget } from "../src/control/access-log";

const known = (text: string) => text === "plainsecret";

describe("redactTarget", () => {
	for (const [target, shown] of [
		["/api/v4/projects/5/deploy_tokens", "/api/v4/projects/5/deploy_tokens"],
		[
			"/api/v4/projects/a%2Fb/deploy_tokens?page=2&active=1",
			"/api/v4/projects/a%2Fb/deploy_tokens?page=2&active=1",
		],
		["/x?private_token=abc&page=1", "/x?private_token=[FILTERED]&page=1"],
		["/x?Private_Token=abc", "/x?Private_Token=[FILTERED]"],
		["/x?access%5Ftoken=abc", "/x?access%5Ftoken=[FILTERED]"],
		["/x?search=glpat-0123456789abcdef", "/x?search=[FILTERED]"],
		["/x?search=plainsecret", "/x?search=[FILTERED]"],
		["/api/v4/projects/gldt-0123456789abcdefghij", "/api/v4/projects/[FILTERED]"],
		["/api/v4/projects/acme-gldt-0123456789abcdefghij/x", "/api/v4/projects/[FILTERED]/x"],
		["/api/v4/projects/plainsecret", "/api/v4/projects/[FILTERED]"],
		["/x?plainsecret", "/x?[FILTERED]"],
		["/x?a=b=c&&page=", "/x?a=[FILTERED]&&page="],
	] as const)
		it(`shows ${target} as ${shown}`, () => {
			expect(redactTarget(target, known)).to.equal(shown);
		});
});
