import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const ROOT = resolve(__dirname, "../..");

describe("the SDK for .NET", function () {
	this.timeout(600_000);
	let folder: string;
	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "deploy-token-dotnet-"));
	});
	after(() => rm(folder, { recursive: true, force: true }));

	it("is generated, with the resources and functions in its namespace", async () => {
		const args = ["tools/sdk/sdk.mjs", "--language", "dotnet", "--out", folder];
		await promisify(execFile)(process.execPath, args, { cwd: ROOT });
		for (const name of ["DeployToken", "DeployTokenSet", "ListDeployTokens"])
			expect(await readFile(join(folder, `${name}.cs`), "utf8")).to.match(
				/namespace Pulumi\.GitLabDeployTokens\s/,
			);
	});
});
