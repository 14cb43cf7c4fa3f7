import { isObject, listAt, ofType, textAt, at, type Deployment } from './deployment.ts';

/** A setting of the function app. */
export interface AppSetting {
  readonly name: string;
  readonly value: string;
}

/** The settings of the function app in their order, from the app itself or from its `appsettings` child. A name may come twice. */
export function listAppSettings(deployment: Deployment): readonly AppSetting[] {
  const inApp = ofType(deployment, 'Microsoft.Web/sites').flatMap((it) =>
    listAt(it, 'properties.siteConfig.appSettings').map((setting) => ({
      name: textAt(setting, 'name'),
      value: textAt(setting, 'value'),
    })),
  );
  const inChild = ofType(deployment, 'Microsoft.Web/sites/config')
    .filter((it) => it.id.endsWith('/appsettings'))
    .flatMap((it) => {
      const properties = at(it, 'properties');
      return Object.entries(isObject(properties) ? properties : {}).map(([name, value]) => ({
        name,
        value: String(value),
      }));
    });
  return [...inApp, ...inChild];
}

/** The settings of the function app by name. */
export function appSettings(deployment: Deployment): ReadonlyMap<string, string> {
  return new Map(listAppSettings(deployment).map(({ name, value }) => [name, value]));
}
