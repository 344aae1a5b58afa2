/**
 * The workspace as its gates see it: the projects, their manifests and their TypeScript files.
 *
 * Read from the file system once per process; a gate never looks into `node_modules`, `dist` or a dot folder.
 *
 * @since 0.1.0
 */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"

/** The four kinds of project, by the folder they stand in. */
export type Group = "apps" | "examples" | "packages" | "tools"

/** The part of a package.json that the gates read. */
export interface Manifest {
  readonly name: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly scripts?: Readonly<Record<string, string>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

/** One project of the workspace. `folder` is absolute, `path` is relative to the root. */
export interface Project {
  readonly group: Group
  readonly folder: string
  readonly path: string
  readonly manifest: Manifest
}

/** The root folder of the workspace, absolute. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..")

const groups: ReadonlyArray<Group> = ["apps", "examples", "packages", "tools"]

const isRead = (name: string) =>
  name !== "node_modules" && name !== "dist" && name !== "coverage" && !name.startsWith(".")

const readManifest = (file: string): Manifest => JSON.parse(readFileSync(file, "utf8"))

const projectsOf = (group: Group): ReadonlyArray<Project> => {
  const parent = join(root, group)
  if (!existsSync(parent)) return []
  return readdirSync(parent)
    .toSorted()
    .map((name) => ({ folder: join(parent, name), path: `${group}/${name}` }))
    .filter(({ folder }) => existsSync(join(folder, "package.json")))
    .map((at) => ({ ...at, group, manifest: readManifest(join(at.folder, "package.json")) }))
}

/** Every project that has a package.json, in the order of its path. */
export const projects = (): ReadonlyArray<Project> => groups.flatMap(projectsOf)

/** The published packages. */
export const packages = (): ReadonlyArray<Project> => projectsOf("packages")

/** The `.ts` files below a folder, absolute and sorted; none where the folder is absent. */
export const files = (folder: string): ReadonlyArray<string> =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true })
        .filter((entry) => isRead(entry.name))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
          const path = join(folder, entry.name)
          if (entry.isDirectory()) return files(path)
          return entry.isFile() && entry.name.endsWith(".ts") ? [path] : []
        })
    : []

/** A path as messages print it: from the root, with forward slashes. */
export const display = (path: string): string => relative(root, path).replaceAll("\\", "/")
