import type { Route } from "../http/route";
import { composerRoutes } from "../packages/composer-routes";
import { genericRoutes } from "../packages/generic-routes";
import { helmRoutes } from "../packages/helm-routes";
import { mavenRoutes } from "../packages/maven-routes";
import { npmRoutes } from "../packages/npm-routes";
import { nugetRoutes } from "../packages/nuget-routes";
import { pypiRoutes } from "../packages/pypi-routes";
import { terraformRoutes } from "../packages/terraform-routes";
import { adminTokenRoutes } from "./admin-token";
import { deployTokenRoutes } from "./deploy-tokens";
import { groupRoutes } from "./groups";
import { instanceRoutes } from "./instance";
import { projectRoutes } from "./projects";

export const allRoutes: readonly Route[] = [
	...deployTokenRoutes,
	...projectRoutes,
	...groupRoutes,
	...instanceRoutes,
	...adminTokenRoutes,
	...npmRoutes,
	...pypiRoutes,
	...genericRoutes,
	...mavenRoutes,
	...composerRoutes,
	...terraformRoutes,
	...helmRoutes,
	...nugetRoutes,
];
