import type { Route } from "../http/route";
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
];
