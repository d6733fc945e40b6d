import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { nupkgOf } from "../archives/nupkg";
import { tarOf } from "../archives/tar";
import { wheelFileName, wheelOf } from "../archives/wheel";
import { zipOf } from "../archives/zip";
import type { PackageSource } from "../world/entities";

/** What a client downloads of a package. */
export interface PackageFile {
	readonly name: string;
	readonly content: Buffer;
	readonly md5: string;
	readonly sha1: string;
	readonly sha256: string;
}

const built = new WeakMap<PackageSource, readonly PackageFile[]>();

/** The files of a package, built from its source once. */
export function filesOf(source: PackageSource): readonly PackageFile[] {
	let files = built.get(source);
	if (files === undefined) {
		files = BUILD[source.type](source).map(([name, content]) => packageFile(name, content));
		built.set(source, files);
	}
	return files;
}

/** A file with its digests. */
export function packageFile(name: string, content: Buffer): PackageFile {
	return {
		name,
		content,
		md5: createHash("md5").update(content).digest("hex"),
		sha1: createHash("sha1").update(content).digest("hex"),
		sha256: createHash("sha256").update(content).digest("hex"),
	};
}

type NamedContent = readonly [name: string, content: Buffer];

const BUILD: Readonly<Record<PackageSource["type"], (source: PackageSource) => NamedContent[]>> = {
	// npm publishes under the whole name, scope and all (`Packages::Npm::CreatePackageService#package_file_name`).
	npm: ({ name, version, files }) => {
		const inPackage = Object.entries(files).map(([path, text]) => [`package/${path}`, text]);
		const manifest = JSON.stringify({ name, version });
		const tarball = tarOf({ "package/package.json": manifest, ...Object.fromEntries(inPackage) });
		return [[`${name}-${version}.tgz`, gzipSync(tarball)]];
	},
	pypi: ({ name, version, files }) => [[wheelFileName(name, version), wheelOf(name, version, files)]],
	generic: asTheyAre,
	maven: asTheyAre,
	// GitLab archives the commit; what is in the archive is below one folder.
	composer: ({ name, version, files }) => {
		const inArchive = Object.entries(files).map(([path, text]) => [`package/${path}`, text]);
		const manifest = JSON.stringify({ name, version });
		return [["package.zip", zipOf({ "package/composer.json": manifest, ...Object.fromEntries(inArchive) })]];
	},
	terraform_module: ({ name, version, files }) => [
		[`${name.replace("/", "-")}-${version}.tgz`, gzipSync(tarOf(files))],
	],
	helm: (source) => {
		const { name, version, files } = source;
		const inChart = Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]);
		// JSON is YAML.
		const chart = JSON.stringify(chartOf(source));
		const archive = tarOf({ [`${name}/Chart.yaml`]: chart, ...Object.fromEntries(inChart) });
		return [[`${name}-${version}.tgz`, gzipSync(archive)]];
	},
	nuget: ({ name, version, files }) => [
		[`${name}.${version}.nupkg`.toLowerCase(), nupkgOf(name, version, files)],
	],
};

/** What is in a chart's `Chart.yaml`, and of it in the index of a repository. */
export function chartOf({ name, version }: PackageSource) {
	return { apiVersion: "v2", name, version };
}

function asTheyAre({ files }: PackageSource): NamedContent[] {
	return Object.entries(files).map(([name, text]) => [name, Buffer.from(text)]);
}
