import { Component, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { useTranslation } from 'react-i18next';

const Crash = () => {
  const { t } = useTranslation('upload');
  return (
    <section className="card statement" role="alert">
      <h2>{t('page.crash.title')}</h2>
      <p>{t('page.crash.text')}</p>
      <Button className="button primary" onPress={() => location.reload()}>
        {t('page.crash.reload')}
      </Button>
    </section>
  );
};

interface CrashBoundaryProps {
  readonly children: ReactNode;
}

/**
 * Stands in for a part whose script could not be loaded, as after a new release, or that failed. What was typed is stored by
 * then. React offers no other way to catch this than a class.
 */
export class CrashBoundary extends Component<CrashBoundaryProps, { readonly hasFailed: boolean }> {
  override readonly state = { hasFailed: false };

  static getDerivedStateFromError() {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Crash /> : this.props.children;
  }
}
