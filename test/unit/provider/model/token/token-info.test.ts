import { expect } from "chai";
import { toGroupInfo, toProjectInfo, toTokenInfo } from "../../../../../provider/model/token/token-info";
import { NOW_MS } from "./declarations";

const TOKEN = {
	id: 12,
	name: "ci",
	username: "gitlab+deploy-token-12",
	expires_at: "2031-05-01T02:00:00.000+02:00",
	scopes: ["write_registry", "read_registry", "read_registry"],
	revoked: false,
	expired: false,
};

describe("toTokenInfo", () => {
	it("returns GitLab's fields in this package's terms", () => {
		expect(toTokenInfo(TOKEN, NOW_MS)).to.deep.equal({
			tokenId: 12,
			name: "ci",
			username: "gitlab+deploy-token-12",
			scopes: ["read_registry", "write_registry"],
			expiresAt: "2031-05-01T00:00:00.000Z",
			status: "active",
		});
	});

	it("recognises an inactive token by flag and clock", () => {
		expect(toTokenInfo({ ...TOKEN, expires_at: "2030-01-01T00:00:00.000Z" }, NOW_MS).status).to.equal(
			"expired",
		);
		expect(toTokenInfo({ ...TOKEN, revoked: true }, NOW_MS).status).to.equal("revoked");
		expect(toTokenInfo({ ...TOKEN, expires_at: null }, NOW_MS).expiresAt).to.equal(undefined);
	});

	it("never contains a secret, even where a server sends one", () => {
		const leaking = { ...TOKEN, token: "gldt-0123456789abcdefghij" };
		expect(JSON.stringify(toTokenInfo(leaking, NOW_MS))).to.not.include("gldt-");
	});
});

describe("toProjectInfo", () => {
	it("returns GitLab's fields in this package's terms", () => {
		expect(
			toProjectInfo({
				id: 5,
				name: "proj",
				path_with_namespace: "grp/proj",
				web_url: "https://gitlab.example.com/grp/proj",
				http_url_to_repo: "https://gitlab.example.com/grp/proj.git",
				visibility: "private",
				archived: true,
				topics: ["web"],
				namespace: { id: 7, full_path: "grp" },
				container_registry_image_prefix: "registry.example.com/grp/proj",
			}),
		).to.deep.equal({
			id: 5,
			name: "proj",
			path: "grp/proj",
			archived: true,
			markedForDeletion: false,
			topics: ["web"],
			visibility: "private",
			webUrl: "https://gitlab.example.com/grp/proj",
			httpUrl: "https://gitlab.example.com/grp/proj.git",
			registryImagePrefix: "registry.example.com/grp/proj",
		});
	});

	it("leaves missing fields undefined", () => {
		const { registryImagePrefix, webUrl } = toProjectInfo({
			id: 5,
			name: "proj",
			path_with_namespace: "grp/proj",
			archived: false,
			topics: [],
			container_registry_image_prefix: null,
		});
		expect({ registryImagePrefix, webUrl }).to.deep.equal({
			registryImagePrefix: undefined,
			webUrl: undefined,
		});
	});
});

describe("markedForDeletion", () => {
	const project = (path: string, dates: object = {}) =>
		toProjectInfo({ id: 5, name: "p", path_with_namespace: path, archived: false, topics: [], ...dates })
			.markedForDeletion;

	it("is true by GitLab's date, also under its old name, and by the path that GitLab assigns", () => {
		expect(project("grp/p", { marked_for_deletion_on: "2031-03-08" })).to.equal(true);
		expect(project("grp/p", { marked_for_deletion_at: "2031-03-08" })).to.equal(true);
		expect(project("grp/p-deletion_scheduled-5")).to.equal(true);
		expect(project("grp-deletion_scheduled-7/p")).to.equal(true);
		const group = { id: 8, name: "sub", full_path: "grp/sub", archived: false };
		expect(toGroupInfo({ ...group, marked_for_deletion_on: "2031-03-08" }).markedForDeletion).to.equal(true);
		expect(toGroupInfo({ ...group, full_path: "g-deletion_scheduled-8" }).markedForDeletion).to.equal(true);
	});

	it("is false for all others", () => {
		expect(project("grp/p", { marked_for_deletion_on: null, marked_for_deletion_at: null })).to.equal(false);
		expect(project("grp/p-deletion_scheduled-x")).to.equal(false);
		expect(project("grp/p-deletion_scheduled-5-not")).to.equal(false);
	});
});

describe("toGroupInfo", () => {
	const wire = { id: 8, name: "sub", full_path: "grp/sub", parent_id: 7, archived: false };
	it("returns GitLab's fields in this package's terms", () => {
		expect(toGroupInfo(wire)).to.deep.equal({
			id: 8,
			name: "sub",
			path: "grp/sub",
			parentId: 7,
			archived: false,
			markedForDeletion: false,
			visibility: undefined,
			webUrl: undefined,
		});
		expect(toGroupInfo({ ...wire, parent_id: null }).parentId).to.equal(undefined);
	});
});
