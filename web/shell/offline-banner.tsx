import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

const subscribe = (listener: () => void): (() => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

export const useOnline = (): boolean => useSyncExternalStore(subscribe, () => navigator.onLine);

/** Says that the connection is gone, and that it is back. Its place is there from the start: nothing jumps. */
export const OfflineBanner = () => {
  const { t } = useTranslation('common');
  const isOnline = useOnline();
  const [wasOffline, setWasOffline] = useState(false);
  useEffect(() => {
    if (!isOnline) setWasOffline(true);
  }, [isOnline]);
  return (
    <div role="status" className="connection">
      {!isOnline && <p className="notice warn">{t('offlineBanner')}</p>}
      {isOnline && wasOffline && <p className="visually-hidden">{t('onlineBanner')}</p>}
    </div>
  );
};
