import { execa } from 'execa';

/** Makes a repository with one commit of everything in the folder: branch main, no hooks, no signing. */
export async function createRepository(folder: string): Promise<void> {
  const git = (...args: string[]) =>
    execa('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', ...args], { cwd: folder });
  await git('init', '--quiet', '--initial-branch=main', '--template=');
  await git('add', '--all', '--force');
  await git('commit', '--quiet', '--message=Generate the workspace');
}
