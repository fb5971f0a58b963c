import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '../../shell/page-frame.tsx';
import { SessionGate } from '../../shell/session-gate.tsx';
import { useClaims, useLastClaims } from '../../shell/use-session.ts';
import { Desk } from './desk/desk.tsx';
import { useAddress } from './desk/use-address.ts';

/** After a new link in this tab, asks again for everything that the old session was refused. */
const useNewSession = (): void => {
  const queryClient = useQueryClient();
  const isActive = useClaims() !== undefined;
  const wasActive = useRef(isActive);
  useEffect(() => {
    if (isActive && !wasActive.current) void queryClient.invalidateQueries();
    wasActive.current = isActive;
  }, [isActive, queryClient]);
};

export const UploadPage = () => {
  const { t } = useTranslation('upload');
  const claims = useLastClaims();
  const address = useAddress();
  useNewSession();
  return (
    <PageFrame heading={t('heading')} intro={address.postId === undefined ? t('intro') : undefined}>
      <SessionGate>
        {claims !== undefined && <Desk key={claims.person} claims={claims} address={address} />}
      </SessionGate>
    </PageFrame>
  );
};
