/** Finds the projects that can be built: those of the workspace, or those that a file or folder is part of. */
import {
  type DescribedBuild,
  type DescribedProject,
  describeProject,
  entriesFirst,
} from "../core/features/build-projects.ts";
import { discoverRoots, discoverRootsOf } from "../core/kbuild/discover.ts";
import { foldersBuiltBy } from "../core/kbuild/outer.ts";
import type { KernelFacts } from "../core/kernel/facts.ts";
import { directoryOf } from "../core/text/paths.ts";
import { isKbuildFile } from "./documents.ts";
import type { Engine } from "./engine.ts";
import type { Project, Projects } from "./projects.ts";

/** A project, and the folder of it that is built. */
interface Found {
  readonly project: Project;
  readonly folder: string;
}

export interface Workspace {
  readonly folders: readonly string[];
  /** Paths of the files that are open. */
  readonly openFiles: readonly string[];
  /** The text as the editor shows it, else as it is on the disk. */
  readonly textOf: (path: string) => Promise<string | undefined>;
}

/**
 * @param path a file or folder: only what it is part of, or else what lies below it; undefined: all of the workspace,
 *   but of kernel trees only what an open file is part of
 */
export async function buildProjects(
  engine: Engine,
  workspace: Workspace,
  path: string | undefined,
): Promise<readonly DescribedProject[]> {
  const lane = engine.lanes()[0];
  if (lane === undefined) return [];
  const search: Search = { engine, projects: lane.projects };
  const found = path === undefined ? await inWorkspace(search, workspace) : await around(search, path);
  const described = new Map<string, DescribedProject>();
  for (const { project, folder } of found) {
    if (described.has(folder)) continue;
    const one = await engine.knowledge.learn(({ disk }) => describeProject(project.kbuild, folder, disk));
    if (one === undefined || (one.kind === "tree" && one.modules.length === 0)) continue;
    described.set(folder, { ...one, modules: await inOrder(one.modules, workspace, lane.kernel.facts) });
  }
  return [...described.values()].toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

interface Search {
  readonly engine: Engine;
  readonly projects: Projects;
}

async function inWorkspace(search: Search, { folders, openFiles }: Workspace): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const folder of folders) found.push(...(await below(search, folder)));
  for (const path of openFiles) found.push(...(await ofSource(search, path)).filter(isInTree));
  return found;
}

const isInTree = ({ project }: Found): boolean => project.kbuild.root.kind === "kernel-tree";

/** The projects of a folder and of those below it; none where it is a kernel tree, or part of one. */
async function below(search: Search, folder: string): Promise<readonly Found[]> {
  const { knowledge } = search.engine;
  const [above] = await knowledge.learn(({ disk }) => discoverRootsOf(disk, `${folder}/any.c`));
  if (above?.kind === "kernel-tree") return [];
  const roots = await knowledge.learn(({ disk }) => discoverRoots(disk, folder));
  const found: Found[] = [];
  for (const { kind, directory } of roots)
    if (kind === "external") found.push(...(await readIn(search, directory)));
  return found;
}

/** What a file or folder is part of; of a folder that is part of nothing, what lies below it. */
async function around(search: Search, path: string): Promise<readonly Found[]> {
  const kind = await search.engine.knowledge.learn(({ disk }) => disk.kindOf(path));
  const isFolder = kind === "directory";
  const linked = isFolder ? [] : await ofSource(search, path);
  if (linked.length > 0) return linked;
  const handed = isKbuildFile(path) ? await handedTo(search, path) : [];
  if (handed.length > 0) return handed;
  const nearest = await ofNearest(search, isFolder ? path : directoryOf(path));
  return nearest.length > 0 || !isFolder ? nearest : below(search, path);
}

async function ofSource({ projects, engine }: Search, path: string): Promise<readonly Found[]> {
  const group = await projects.ofSource(path);
  if (group?.project === undefined) return [];
  const { project } = group;
  if (project.kbuild.root.kind === "external") return [found(project)];
  const linking = group.modules.filter(({ objects }) => objects.some(({ source }) => source === path));
  const folders = new Set(linking.map(({ directory }) => directory));
  return (await Promise.all([...folders].map((folder) => readIn({ projects, engine }, folder)))).flat();
}

/** A Makefile that only hands other folders to Kbuild stands for their projects. */
async function handedTo(search: Search, path: string): Promise<readonly Found[]> {
  if ((await search.projects.ofKbuildFile(path)) !== undefined) return [];
  const folders = await search.engine.knowledge.learn(({ disk }) => foldersBuiltBy(disk, directoryOf(path)));
  return (await Promise.all(folders.map((folder) => readIn(search, folder)))).flat();
}

/** The project that reads the Kbuild file of the folder, or else that of the nearest folder above that has one. */
async function ofNearest(search: Search, start: string): Promise<readonly Found[]> {
  for (let folder = start; ; folder = directoryOf(folder)) {
    const projects = await readIn(search, folder);
    if (projects.length > 0) return projects;
    if (folder === directoryOf(folder)) return [];
  }
}

/** The project that reads the Kbuild file of a folder. */
async function readIn({ engine, projects }: Search, folder: string): Promise<readonly Found[]> {
  const files = await engine.knowledge.learn(({ disk }) =>
    ["Kbuild", "Makefile"].map((name) => `${folder}/${name}`).filter((path) => disk.kindOf(path) === "file"),
  );
  for (const file of files) {
    const project = await projects.ofKbuildFile(file);
    if (project !== undefined)
      return project.kbuild.root.kind === "external" ? [found(project)] : [{ project, folder }];
  }
  return [];
}

const found = (project: Project): Found => ({ project, folder: project.kbuild.root.directory });

/** More are those of a whole subsystem, where reading all sources takes seconds and nobody asks for an order. */
const mostOrdered = 200;

/** Texts are read for it, and not kept: a module may have hundreds. */
async function inOrder(
  modules: readonly DescribedBuild[],
  { textOf }: Workspace,
  kernel: KernelFacts,
): Promise<readonly DescribedBuild[]> {
  if (modules.length > mostOrdered) return modules;
  const ordered: DescribedBuild[] = [];
  for (const module of modules) {
    if (module.sources.length < 2) ordered.push(module);
    else {
      const texts = new Map<string, string | undefined>();
      for (const path of module.sources) texts.set(path, await textOf(path));
      const sources = entriesFirst(module.sources, (path) => texts.get(path), kernel);
      ordered.push({ ...module, sources });
    }
  }
  return ordered;
}
