import { expect } from "chai";
import { Claims } from "../../../../../provider/runtime/process/claims";

const TOKEN = { host: "https://gitlab.example.com", tokenId: 7 };
const OTHERS = [
	["another number", { ...TOKEN, tokenId: 8 }],
	["the same number of another GitLab", { ...TOKEN, host: "https://other.example.com" }],
] as const;

describe("Claims", () => {
	let claims: Claims;

	beforeEach(() => {
		claims = new Claims();
	});

	it("know nobody of a number that was never named", () => {
		expect(claims.isClaimed(TOKEN)).to.equal(false);
		expect(claims.adopterOf(TOKEN)).to.equal(undefined);
		expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
		expect(claims.otherLastingHolder(TOKEN, "a")).to.equal(undefined);
		expect(() => claims.release(TOKEN, "a")).to.not.throw();
		expect(claims.isClaimed(TOKEN)).to.equal(false);
	});

	for (const [title, other] of OTHERS)
		it(`of a number say nothing of ${title}`, () => {
			claims.hold(TOKEN, "a", "token a");
			claims.adopting(TOKEN, "adopter");
			expect(claims.isClaimed(other)).to.equal(false);
			expect(claims.otherThan(other, "b")).to.equal(undefined);
			expect(claims.adopting(other, "adopter")).to.equal(undefined);
		});

	describe("of a holder", () => {
		for (const how of ["seen", "hold"] as const)
			it(`stand against everybody else's deletion, and not against its own, after \`${how}\``, () => {
				claims[how](TOKEN, "a", "token a");
				expect(claims.isClaimed(TOKEN)).to.equal(true);
				expect(claims.otherThan(TOKEN, "b")).to.equal("token a");
				expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
			});

		it("that was only asked about do not stand against an adoption: it may be replaced yet", () => {
			claims.seen(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal(undefined);
			expect(claims.adopting(TOKEN, "adopter")).to.equal(undefined);
		});

		it("that goes on holding it stand against an adoption, by the holder's name", () => {
			claims.hold(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal("token a");
			expect(claims.adopting(TOKEN, "adopter")).to.equal("token a");
			expect(claims.adopterOf(TOKEN), "a refused one adopts nothing").to.equal(undefined);
		});

		it("do not stand against the holder itself, which adopts what it holds", () => {
			claims.hold(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "a")).to.equal(undefined);
		});

		it("stay lasting where it is asked about again", () => {
			claims.hold(TOKEN, "a", "token a");
			claims.seen(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal("token a");
		});

		it("become lasting where it goes on holding what it was asked about", () => {
			claims.seen(TOKEN, "a", "token a");
			claims.hold(TOKEN, "a", "token a");
			expect(claims.otherLastingHolder(TOKEN, "b")).to.equal("token a");
		});

		it("end with it, and leave those of the others", () => {
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
		it("stand against every deletion, until it was carried out", () => {
			claims.seen(TOKEN, "a", "token a");
			expect(claims.adopting(TOKEN, "adopter")).to.equal(undefined);
			expect(claims.adopterOf(TOKEN)).to.equal("adopter");
			expect(claims.isClaimed(TOKEN)).to.equal(true);
			expect(claims.otherThan(TOKEN, "a")).to.equal("adopter");
			claims.adopted(TOKEN);
			expect(claims.adopterOf(TOKEN)).to.equal(undefined);
			expect(claims.otherThan(TOKEN, "a")).to.equal(undefined);
		});

		it("stand against a second one, which is told of the first and is not noted", () => {
			claims.adopting(TOKEN, "first");
			expect(claims.adopting(TOKEN, "second")).to.equal("first");
			claims.adopted(TOKEN);
			expect(claims.isClaimed(TOKEN)).to.equal(false);
		});

		it("pass on to its holder", () => {
			claims.adopting(TOKEN, "adopter");
			claims.adopted(TOKEN);
			claims.hold(TOKEN, "b", "token b");
			expect(claims.otherThan(TOKEN, "a")).to.equal("token b");
			expect(claims.adopting(TOKEN, "another")).to.equal("token b");
		});

		it("that was carried out twice take nothing else away", () => {
			claims.hold(TOKEN, "a", "token a");
			claims.adopted(TOKEN);
			claims.adopted(TOKEN);
			expect(claims.otherThan(TOKEN, "b")).to.equal("token a");
		});
	});
});
