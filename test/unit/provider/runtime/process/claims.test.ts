import { expect } from "chai";
import { Claims } from "../../../../../provider/runtime/process/claims";

const TOKEN = { host: "https://gitlab.example.com", tokenId: 7 };
const CI = { name: "ci", username: "gitlab+deploy-token-7", scopes: ["read_registry"] };
const OTHERS = [
	["another number", { ...TOKEN, tokenId: 8 }],
	["the same number of another GitLab", { ...TOKEN, host: "https://other.example.com" }],
] as const;

describe("Claims", () => {
	let claims: Claims;

	beforeEach(() => {
		claims = new Claims();
	});

	it("have no holder for an ID that was never claimed", () => {
		expect(claims.isClaimed(TOKEN)).to.equal(false);
		expect(claims.adopterOf(TOKEN)).to.equal(undefined);
		expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
		expect(claims.otherLastingHolder(TOKEN, "a")).to.equal(undefined);
		expect(() => claims.release(TOKEN, "a")).to.not.throw();
		expect(claims.isClaimed(TOKEN)).to.equal(false);
	});

	for (const [title, other] of OTHERS)
		it(`on an ID do not concern ${title}`, () => {
			claims.hold(TOKEN, "a", "token a");
			claims.adopting(TOKEN, "adopter");
			expect(claims.isClaimed(other)).to.equal(false);
			expect(claims.otherThan(other, "b")).to.equal(undefined);
			expect(claims.adopting(other, "adopter")).to.equal(undefined);
		});

	describe("of a holder", () => {
		for (const how of ["seen", "hold"] as const)
			it(`prevent a deletion by any other resource, and not by the holder, after \`${how}\``, () => {
				claims[how](TOKEN, "a", "token a");
				expect(claims.isClaimed(TOKEN)).to.equal(true);
				expect(claims.otherThan(TOKEN, "b")).to.equal("token a");
				expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
			});

		it("that was only checked do not prevent an adoption: it may still be replaced", () => {
			claims.seen(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal(undefined);
			expect(claims.adopting(TOKEN, "adopter")).to.equal(undefined);
		});

		it("that keeps the token prevent an adoption, and name the holder", () => {
			claims.hold(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal("token a");
			expect(claims.adopting(TOKEN, "adopter")).to.equal("token a");
			expect(claims.adopterOf(TOKEN), "a refused one adopts nothing").to.equal(undefined);
		});

		it("do not prevent the holder itself from adopting its token", () => {
			claims.hold(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "a")).to.equal(undefined);
		});

		it("stay permanent where it is checked again", () => {
			claims.hold(TOKEN, "a", "token a");
			claims.seen(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal("token a");
		});

		it("become permanent where it keeps the token that was checked", () => {
			claims.seen(TOKEN, "a", "token a");
			claims.hold(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal("token a");
		});

		for (const [what, recorded] of [
			["another owner", { owner: "/projects/6", identity: CI }],
			["another name", { owner: "/projects/5", identity: { ...CI, name: "other" } }],
		] as const)
			it(`that is recorded with ${what} are claims of a token that a restored GitLab has lost`, () => {
				const token = { ...TOKEN, owner: "/projects/5", identity: CI };
				claims.hold({ ...TOKEN, ...recorded }, "a", "token a");
				expect(claims.otherLastingHolder(token, "b")).to.equal(undefined);
				expect(claims.otherThan(token, "b")).to.equal(undefined);
				expect(claims.otherThan(TOKEN, "b"), "where it is not known").to.equal("token a");
			});

		it("that is recorded with its scopes in another order, or one of them twice, are claims of the token", () => {
			const identity = { ...CI, scopes: ["write_registry", "read_registry"] };
			claims.hold({ ...TOKEN, identity: { ...CI, scopes: [...identity.scopes].reverse() } }, "a", "token a");
			expect(claims.otherThan({ ...TOKEN, identity }, "b")).to.equal("token a");
			const twice = { ...CI, scopes: [...identity.scopes, "read_registry"] };
			expect(claims.otherLastingHolder({ ...TOKEN, identity: twice }, "b")).to.equal("token a");
		});

		it("end with the holder, and leave those of the others", () => {
			claims.hold(TOKEN, "a", "token a");
			claims.hold(TOKEN, "b", "token b");
			expect(claims.otherThan(TOKEN, "a")).to.equal("token b");
			claims.release(TOKEN, "b");
			expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
			expect(claims.isClaimed(TOKEN)).to.equal(true);
			claims.release(TOKEN, "a");
			expect(claims.isClaimed(TOKEN)).to.equal(false);
		});
	});

	describe("of an adoption", () => {
		it("prevent every deletion until the adoption is done", () => {
			claims.seen(TOKEN, "a", "token a");
			expect(claims.adopting(TOKEN, "adopter")).to.equal(undefined);
			expect(claims.adopterOf(TOKEN)).to.equal("adopter");
			expect(claims.isClaimed(TOKEN)).to.equal(true);
			expect(claims.otherThan(TOKEN, "a")).to.equal("adopter");
			claims.adopted(TOKEN);
			expect(claims.adopterOf(TOKEN)).to.equal(undefined);
			expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
		});

		it("prevent a second adoption, whose error names the first and which is not recorded", () => {
			claims.adopting(TOKEN, "first");
			expect(claims.adopting(TOKEN, "second")).to.equal("first");
			claims.adopted(TOKEN);
			expect(claims.isClaimed(TOKEN)).to.equal(false);
		});

		it("become those of its holder", () => {
			claims.adopting(TOKEN, "adopter");
			claims.adopted(TOKEN);
			claims.hold(TOKEN, "b", "token b");
			expect(claims.otherThan(TOKEN, "a")).to.equal("token b");
			expect(claims.adopting(TOKEN, "another")).to.equal("token b");
		});

		it("that was done twice release nothing else", () => {
			claims.hold(TOKEN, "a", "token a");
			claims.adopted(TOKEN);
			claims.adopted(TOKEN);
			expect(claims.otherThan(TOKEN, "b")).to.equal("token a");
		});
	});
});
