import { expect } from "chai";
import { ownSet as managedBy } from "../../inventory/src/states/own-set";
import { ENCRYPTED, ownSet } from "./states";

describe("a set in a state", () => {
	it("has the same tokens whether its provider recorded them as text or as a map", () => {
		const tokens = {
			mirror: { group: "acme", name: "of the group" },
			web: { project: 5, expiresAt: "never" },
		};
		const asText = ownSet("dev", { host: "https://gitlab.example.com", tokens, contents: ENCRYPTED });
		const asMap = { ...asText, outputs: { ...asText.outputs, tokens } };
		const read = (resource: object) =>
			managedBy(resource as Parameters<typeof managedBy>[0], {
				tool: "pulumi",
				stack: "shop/dev",
				file: "dev.json",
			});
		const { managed = [] } = read(asText);
		expect(managed.map(({ name }) => name)).to.have.members(["web", "of the group"]);
		expect(read(asMap)).to.deep.equal(read(asText));
	});
});
