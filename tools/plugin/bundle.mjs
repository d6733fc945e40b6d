// @ts-check
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const require = createRequire(import.meta.url);

/**
 * The SDK's copies of the libraries on which its messages are built. The package looks for them at run time, where
 * nothing can follow; here they are named.
 * @type {import("esbuild").Plugin}
 */
const librariesOfSdk = {
	name: "libraries-of-sdk",
	setup(build) {
		build.onLoad({ filter: /[/\\]plugin[/\\]grpc\.js$/ }, () => ({
			contents: `
				exports.grpc = require("@grpc/grpc-js");
				exports.Struct = require("google-protobuf/google/protobuf/struct_pb").Struct;
				exports.Empty = require("google-protobuf/google/protobuf/empty_pb").Empty;
				exports.Any = require("google-protobuf/google/protobuf/any_pb").Any;
			`,
			resolveDir: dirname(require.resolve("@pulumi/pulumi/package.json")),
		}));
	},
};

/**
 * The packaged provider, with all that it needs but Node, as the text of one CommonJS module.
 * @param {string} node the oldest Node that is to run it, such as `20.18.1`
 * @returns {Promise<{ code: Uint8Array, packages: string[] }>} with the folders of the packages that are in it
 */
export async function bundle(node) {
	const { outputFiles, metafile } = await build({
		entryPoints: [join(ROOT, "provider", "dist", "plugin", "main.js")],
		absWorkingDir: ROOT,
		bundle: true,
		platform: "node",
		format: "cjs",
		target: `node${node}`,
		// Names stay: errors are known by theirs, and a stack is to be read.
		minifyWhitespace: true,
		minifySyntax: true,
		legalComments: "none",
		metafile: true,
		write: false,
		plugins: [librariesOfSdk],
	});
	const [file] = outputFiles;
	if (file === undefined) throw new Error("esbuild wrote no file");
	const folders = Object.keys(metafile.inputs).map(
		(path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0],
	);
	const packages = [...new Set(folders)].filter((folder) => folder !== undefined).sort();
	return { code: file.contents, packages: packages.map((folder) => join(ROOT, folder)) };
}
