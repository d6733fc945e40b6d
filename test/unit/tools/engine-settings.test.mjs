// @ts-check
import { expect } from "chai";
import { origins } from "../../../tools/engine/download.mjs";
import { DEFAULT_TIMINGS, readSettings } from "../../../tools/engine/settings.mjs";

/** @typedef {[string, NodeJS.Platform, NodeJS.ProcessEnv, string]} Case */

describe("settings of the engine's set-up", () => {
	/** @type {Case[]} */
	const places = [
		["XDG_CACHE_HOME", "linux", { HOME: "/h", XDG_CACHE_HOME: "/x" }, "/x/pulumi-gitlab-deploy-tokens"],
		["~/.cache", "linux", { HOME: "/h" }, "/h/.cache/pulumi-gitlab-deploy-tokens"],
		[
			"~/.cache when XDG_CACHE_HOME is relative",
			"linux",
			{ HOME: "/h", XDG_CACHE_HOME: "x" },
			"/h/.cache/pulumi-gitlab-deploy-tokens",
		],
		["~/Library/Caches", "darwin", { HOME: "/h" }, "/h/Library/Caches/pulumi-gitlab-deploy-tokens"],
		["LOCALAPPDATA", "win32", { HOME: "/h", LOCALAPPDATA: "/l" }, "/l/pulumi-gitlab-deploy-tokens"],
		["PULUMI_ENGINE_CACHE as it is", "darwin", { HOME: "/h", PULUMI_ENGINE_CACHE: "/c" }, "/c"],
	];
	for (const [name, platform, env, expected] of places) {
		it(`put the cache into ${name} (${platform})`, () => {
			expect(readSettings(env, { platform, arch: "x64" }).cacheRoot).to.equal(expected);
		});
	}

	it("spell the platform as Pulumi's releases do", () => {
		expect(readSettings({ HOME: "/h" }, { platform: "win32", arch: "arm64" }).platform).to.equal(
			"windows-arm64",
		);
		expect(readSettings({ HOME: "/h" }, { platform: "darwin", arch: "x64" }).platform).to.equal("darwin-x64");
	});

	it("give up on places that are not reached within 10 s altogether", () => {
		const places = origins(readSettings({ HOME: "/h" }, process));
		expect(places).to.have.length(2);
		expect(places.length * DEFAULT_TIMINGS.connectMs).to.be.below(10_000);
	});

	it("refuse an unknown source, and name the known ones", () => {
		expect(() => readSettings({ PULUMI_ENGINE_SOURCE: "npm" }, process)).to.throw(
			/PULUMI_ENGINE_SOURCE is "npm".*\n.*path, cache, download, go/,
		);
	});

	for (const url of [
		"mirror.example.com",
		"ftp://mirror.example.com",
		"file:///tmp",
		"https://",
		"http:// x",
	]) {
		it(`refuse "${url}" as the place of the download`, () => {
			expect(() => readSettings({ PULUMI_ENGINE_DOWNLOAD_URL: url }, process)).to.throw(
				/PULUMI_ENGINE_DOWNLOAD_URL is not an http or https address/,
			);
		});
	}
});
