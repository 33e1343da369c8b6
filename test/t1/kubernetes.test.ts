import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';

import type { Tree } from '../../src/render/tree.ts';
import { KUBERNETES_SETS, kubernetesTree, manifestsOf, yamlOf } from '../support/kubernetes.ts';

type Labels = Readonly<Record<string, string>>;

interface Metadata {
  readonly name: string;
}

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
  readonly timeoutSeconds?: number;
}

interface Container {
  readonly image: string;
  readonly envFrom: readonly { readonly configMapRef: Metadata }[];
  readonly env?: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef?: SecretKey; readonly fieldRef?: { readonly fieldPath: string } };
  }[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly startupProbe: Probe;
  readonly livenessProbe: Probe;
  readonly readinessProbe: Probe;
  readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  readonly resources: unknown;
  readonly securityContext: unknown;
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface SecretKey {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean;
}

interface Deployment {
  readonly metadata: Metadata;
  readonly spec: {
    readonly replicas: number;
    readonly strategy: unknown;
    readonly selector: { readonly matchLabels: Labels };
    readonly template: {
      readonly metadata: { readonly labels: Labels };
      readonly spec: {
        readonly automountServiceAccountToken: boolean;
        readonly terminationGracePeriodSeconds: number;
        readonly topologySpreadConstraints?: readonly { readonly labelSelector: { readonly matchLabels: Labels } }[];
        readonly securityContext: unknown;
        readonly containers: readonly Container[];
        readonly volumes: readonly {
          readonly name: string;
          readonly persistentVolumeClaim?: { readonly claimName: string };
        }[];
      };
    };
  };
}

interface Kustomization {
  readonly resources: readonly string[];
  readonly images: readonly { readonly name: string; readonly newName: string; readonly newTag: string }[];
  readonly configMapGenerator: readonly { readonly name: string; readonly literals: readonly string[] }[];
}

interface NetworkPolicy {
  readonly spec: {
    readonly podSelector: { readonly matchLabels: Labels };
    readonly policyTypes: readonly string[];
    readonly ingress: unknown;
    readonly egress: unknown;
  };
}

/** The defaults that the deployment has to know. */
interface Defaults {
  readonly server: { readonly port: number; readonly shutdown_grace_seconds: number };
  readonly database: { readonly url: string };
  readonly telemetry?: { readonly export_timeout_seconds: number };
}

function textOf(tree: Tree, path: string): string {
  return tree.get(path)?.text ?? expect.fail(`there is no ${path}`);
}

/** Of a service its manifests, and what its own files say. */
function serviceOf(tree: Tree, name: string, isFirst: boolean) {
  const folder = `deploy/kubernetes/${name}`;
  const deployment = yamlOf(tree, `${folder}/deployment.yaml`) as Deployment;
  const pod = deployment.spec.template;
  const [container, ...others] = pod.spec.containers;
  if (container === undefined || others.length > 0) return expect.fail('not one container');
  const defaults = textOf(tree, `crates/${name}/defaults.toml`);
  return {
    folder,
    deployment,
    pod,
    container,
    kustomization: yamlOf(tree, `${folder}/kustomization.yaml`) as Kustomization,
    service: yamlOf(tree, `${folder}/service.yaml`) as {
      metadata: Metadata;
      spec: { selector: Labels; ports: { targetPort: string }[] };
    },
    policy: yamlOf(tree, `${folder}/network-policy.yaml`) as NetworkPolicy,
    dockerfile: textOf(tree, isFirst ? 'Dockerfile' : `crates/${name}/Dockerfile`),
    // A setting without a default is a comment.
    settings: parseToml(defaults.replace(/^# (issuer) = /gm, '$1 = ')),
    defaults: parseToml(defaults) as unknown as Defaults,
  };
}

describe.each(KUBERNETES_SETS.map((set) => [JSON.stringify(set), set] as const))('manifests of %s', (_title, set) => {
  const tree = kubernetesTree(set);
  const readme = textOf(tree, 'deploy/kubernetes/README.md');
  const names = [set['name'], set['service'] ?? []].flat() as string[];
  const isPostgres = set['db'] === 'postgres';

  it('are there for each service, and Kustomize knows all of them', () => {
    const files = ['deployment.yaml', 'service.yaml', 'network-policy.yaml'];
    const own = [...files, isPostgres ? 'disruption-budget.yaml' : 'volume-claim.yaml'];
    expect([...manifestsOf(tree).keys()].sort()).toEqual(
      names.flatMap((name) => own.map((file) => `deploy/kubernetes/${name}/${file}`)).sort(),
    );
    for (const name of names) {
      expect((yamlOf(tree, `deploy/kubernetes/${name}/kustomization.yaml`) as Kustomization).resources).toEqual(own);
    }
  });

  it('hold no secret', () => {
    expect([...manifestsOf(tree).values()].filter((text) => /^kind: Secret$/m.test(text))).toEqual([]);
  });

  describe.each(names.map((name, index) => [name, serviceOf(tree, name, index === 0)] as const))(
    '%s',
    (name, parts) => {
      const { deployment, pod, container, kustomization, service, policy, dockerfile, settings, defaults } = parts;

      it('bears a name that a cluster takes', () => {
        const label = name === 'tea_shop' ? 'tea-shop' : name === 'in_voicing' ? 'in-voicing' : name;
        expect([deployment.metadata.name, service.metadata.name]).toEqual([label, label]);
      });

      it('runs as nobody who may do anything', () => {
        // Distroless' user nonroot.
        expect(dockerfile).toMatch(/^FROM gcr\.io\/distroless\/[^:]+:nonroot$/m);
        expect(pod.spec.automountServiceAccountToken).toBe(false);
        expect(pod.spec.securityContext).toMatchObject({
          runAsNonRoot: true,
          runAsUser: 65_532,
          fsGroup: 65_532,
          seccompProfile: { type: 'RuntimeDefault' },
        });
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      });

      it('says what it takes of a node', () => {
        const mebibytes = expect.stringMatching(/^\d+Mi$/) as string;
        expect(container.resources).toEqual({
          requests: { cpu: expect.stringMatching(/^\d+m$/) as string, memory: mebibytes },
          limits: { memory: mebibytes },
        });
      });

      it('is asked where it answers', () => {
        const routes = textOf(tree, `crates/${name}-web/src/health.rs`);
        const probes = [container.startupProbe, container.livenessProbe, container.readinessProbe];
        expect(probes.map(({ httpGet }) => httpGet.path)).toEqual(['/healthz', '/healthz', '/readyz']);
        for (const { httpGet } of probes) {
          expect(routes).toContain(`.route("${httpGet.path}"`);
          expect(httpGet.port).toBe('http');
        }
        expect(container.ports).toEqual([{ name: 'http', containerPort: defaults.server.port }]);
        expect(service.spec.ports).toMatchObject([{ targetPort: 'http' }]);
        const [, patience] = /^HEALTHCHECK .*--timeout=(\d+)s/m.exec(dockerfile) ?? [];
        expect(container.readinessProbe.timeoutSeconds).toBe(Number(patience));
      });

      it('has the time that it takes to stop', () => {
        const { sleep } = container.lifecycle.preStop;
        expect(sleep.seconds).toBeGreaterThan(0);
        expect(pod.spec.terminationGracePeriodSeconds).toBeGreaterThan(
          sleep.seconds + defaults.server.shutdown_grace_seconds + (defaults.telemetry?.export_timeout_seconds ?? 0),
        );
      });

      it('is meant by every selector', () => {
        const { labels } = pod.metadata;
        const budget = tree.has(`${parts.folder}/disruption-budget.yaml`)
          ? [yamlOf(tree, `${parts.folder}/disruption-budget.yaml`) as { spec: { selector: { matchLabels: Labels } } }]
          : [];
        const selectors = [
          deployment.spec.selector.matchLabels,
          service.spec.selector,
          policy.spec.podSelector.matchLabels,
          ...budget.map(({ spec }) => spec.selector.matchLabels),
          ...(pod.spec.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector.matchLabels),
        ];
        expect(selectors).toHaveLength(isPostgres ? 6 : 3);
        expect(Object.keys(labels)).toEqual(['app.kubernetes.io/name']);
        expect(selectors.filter((selector) => JSON.stringify(selector) !== JSON.stringify(labels))).toEqual([]);
      });

      it('has one image, in a registry that is to be named once', () => {
        const label = deployment.metadata.name;
        expect(kustomization.images).toEqual([
          { name: container.image, newName: `registry.example.com/${label}`, newTag: '0.1.0' },
        ]);
        const dockerfileFlag = name === names[0] ? '' : ` --file crates/${name}/Dockerfile`;
        expect(readme).toContain(`\ndocker build --tag registry.example.com/${label}:0.1.0${dockerfileFlag} .\n`);
        expect(readme).toContain(`\ndocker push registry.example.com/${label}:0.1.0\n`);
      });

      it('is set up with settings that there are', () => {
        const [map, ...others] = kustomization.configMapGenerator;
        expect(others).toEqual([]);
        expect(container.envFrom).toEqual([{ configMapRef: { name: map?.name } }]);
        expect(map?.literals[0]).toBe(`${name.toUpperCase()}__ENVIRONMENT=production`);
        const variables = [...(map?.literals ?? []).map((line) => line.split('=')[0] ?? ''), ...secretsOf(container)];
        const given = variables.map((each) => each.split(' ')[0] ?? '');
        // OpenTelemetry's own are no settings of the service.
        for (const variable of given.filter((each) => !each.startsWith('OTEL_'))) {
          const [prefix, ...keys] = variable.split('__');
          expect(prefix).toBe(name.toUpperCase());
          const value = keys.reduce<unknown>(
            (section, key) => (section as Record<string, unknown> | undefined)?.[key.toLowerCase()],
            settings,
          );
          expect(value, variable).toBeTypeOf('string');
        }
      });

      it('takes secrets that the README makes', () => {
        const label = deployment.metadata.name;
        const database = isPostgres ? [`${name.toUpperCase()}__DATABASE__URL ${label}-database url`] : [];
        const collector = set['telemetry'] === 'otlp' ? [`OTEL_EXPORTER_OTLP_HEADERS ${label}-collector headers`] : [];
        const wanted = [...database, ...collector];
        expect(secretsOf(container)).toEqual(wanted);
        const optional = (container.env ?? []).flatMap(({ name, valueFrom }) =>
          valueFrom?.secretKeyRef?.optional === true ? [name] : [],
        );
        expect(optional).toEqual(collector.map((each) => each.split(' ')[0]));
        const made = readme.matchAll(/^kubectl create secret generic (\S+) --from-literal=(\w+)=/gm);
        const own = Array.from(made, ([, secret = '', key = '']) => `${secret} ${key}`);
        expect(own.filter((each) => /^(\S+)-(database|collector) /.exec(each)?.[1] === label)).toEqual(
          wanted.map((each) => each.split(' ').slice(1).join(' ')),
        );
        expect(readme.includes('## The secrets')).toBe(wanted.length > 0);
      });

      it('lets in what is for it, and goes nowhere but to what it needs', () => {
        expect(policy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
        expect(policy.spec.ingress).toEqual([{ ports: [{ port: defaults.server.port }] }]);
        const dns = ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol }));
        const collector = kustomization.configMapGenerator[0]?.literals.flatMap(
          (line) => /__TELEMETRY__ENDPOINT=http:\/\/[\w.-]+:(\d+)$/.exec(line)?.[1] ?? [],
        );
        expect(collector).toHaveLength(set['telemetry'] === 'otlp' ? 1 : 0);
        const issuer = kustomization.configMapGenerator[0]?.literals.flatMap((line) =>
          line.startsWith(`${name.toUpperCase()}__AUTH__ISSUER=https://`) ? '443' : [],
        );
        expect(issuer).toHaveLength(set['auth'] === 'jwt' ? 1 : 0);
        const database = isPostgres ? [new URL(defaults.database.url).port] : [];
        const wanted = [...(issuer ?? []), ...database, ...(collector ?? [])];
        const ports = wanted.map((port) => ({ port: Number(port) }));
        expect(policy.spec.egress).toEqual(ports.length === 0 ? [] : [{ ports: [...dns, ...ports] }]);
      });

      if (isPostgres) {
        it('is there twice, and goes on answering while it is replaced', () => {
          const { replicas, strategy } = deployment.spec;
          expect(replicas).toBe(2);
          expect(strategy).toEqual({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } });
          expect(yamlOf(tree, `${parts.folder}/disruption-budget.yaml`)).toMatchObject({ spec: { maxUnavailable: 1 } });
          expect(container.volumeMounts.map(({ mountPath }) => mountPath)).toEqual(['/tmp']);
        });
      } else {
        it('has its file to itself, on a volume where the image has it', () => {
          const { replicas, strategy } = deployment.spec;
          expect(replicas).toBe(1);
          expect(strategy).toEqual({ type: 'Recreate' });
          const claim = yamlOf(tree, `${parts.folder}/volume-claim.yaml`) as { metadata: Metadata };
          const volume = pod.spec.volumes.find(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined);
          expect(volume?.persistentVolumeClaim?.claimName).toBe(claim.metadata.name);
          const mount = container.volumeMounts.find((each) => each.name === volume?.name)?.mountPath ?? '';
          const [, home] = /^WORKDIR (\/srv)$/m.exec(dockerfile) ?? [];
          expect(`sqlite:/${mount}/${name}.db`).toBe(
            defaults.database.url.replace('sqlite://', `sqlite:/${home ?? ''}/`),
          );
        });
      }

      it('is started by the commands of the README', () => {
        expect(readme).toContain(`\nkubectl apply --kustomize ${parts.folder}\n`);
        expect(readme).toContain(`\nkubectl rollout status deployment/${deployment.metadata.name} `);
      });
    },
  );
});

function secretsOf({ env = [] }: Container): string[] {
  return env.flatMap(({ name, valueFrom }) => {
    const secret = valueFrom?.secretKeyRef;
    return secret === undefined ? [] : [`${name} ${secret.name} ${secret.key}`];
  });
}

it('what is exported names the pod, by variables that stand before it', () => {
  const { container } = serviceOf(
    kubernetesTree({ name: 'orders', deploy: 'kubernetes', telemetry: 'otlp' }),
    'orders',
    true,
  );
  const { env = [] } = container;
  const attributes = env.findIndex(({ name }) => name === 'OTEL_RESOURCE_ATTRIBUTES');
  const known = new Map(env.slice(0, attributes).map(({ name, valueFrom }) => [name, valueFrom?.fieldRef?.fieldPath]));
  const value = env[attributes]?.value?.replaceAll(
    /\$\((\w+)\)/g,
    (_all, name: string) => `<${known.get(name) ?? ''}>`,
  );
  expect(value).toBe('k8s.namespace.name=<metadata.namespace>,k8s.pod.name=<metadata.name>');
});

it('gRPC has a port of its own in the Service, which says that it is HTTP/2', () => {
  const tree = kubernetesTree({ name: 'orders', deploy: 'kubernetes', api: ['rest', 'grpc'] });
  const { service } = serviceOf(tree, 'orders', true);
  expect(service.spec.ports).toEqual([
    { name: 'http', port: 80, targetPort: 'http', appProtocol: 'http' },
    { name: 'grpc', port: 50_051, targetPort: 'http', appProtocol: 'kubernetes.io/h2c' },
  ]);
});

it('without a deployment there are no manifests', () => {
  const tree = kubernetesTree({ name: 'orders', deploy: 'none' });
  expect([...tree].filter(([path, { text }]) => path.startsWith('deploy/') || /kube/i.test(text))).toEqual([]);
});
