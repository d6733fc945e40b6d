import { markup } from "../page/markup";
import type { Files } from "../world/entities";
import { zipOf } from "./zip";

/** A package of NuGet with the given files, and the manifest that every client reads first. */
export function nupkgOf(id: string, version: string, files: Files): Buffer {
	const manifest = markup`<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
  <metadata>
    <id>${id}</id>
    <version>${version}</version>
    <authors>emulator</authors>
    <description>${id}</description>
  </metadata>
</package>
`;
	return zipOf({ [`${id}.nuspec`]: manifest.html, ...files });
}
